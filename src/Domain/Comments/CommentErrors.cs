using Agora.Domain.Common;

namespace Agora.Domain.Comments;

public static class CommentErrors
{
    [EnforcedBy("comments_select")]
    public static readonly Error NotFound = Error.NotFound("comment.not_found", "There is no such comment.");

    [EnforcedBy("app.comments.version")]
    public static readonly Error Stale =
        Error.Stale("comment.changed_meanwhile", "The comment was changed since you read it. Read it again.");

    [EnforcedBy("comments_insert")]
    public static readonly Error PostClosed =
        Error.Conflict("comment.post_closed", "Only a published post can be commented on.");

    public static readonly Error ParentNotFound =
        Error.InvalidField("parentId", "comment.parent_not_found", "There is no such comment on this post.");

    [EnforcedBy("app.comments_place")]
    public static readonly Error ParentGone =
        Error.Conflict("comment.parent_gone", "The comment that you reply to is no longer there.");

    public static readonly Error TooDeep = Error.Conflict(
        "comment.too_deep", $"The thread goes no deeper than {CommentRules.DepthMax} replies. Reply to an earlier comment.");

    [EnforcedBy("app.comments.deleted_at")]
    public static readonly Error InTrash = Error.NotFound("comment.in_trash", "The comment is deleted. Restore it first.");

    [EnforcedBy("app.comments.deleted_by")]
    public static readonly Error MovedMeanwhile = Error.Conflict(
        "comment.moved_meanwhile", "The comment was deleted or restored at the same time. Read it again.");

    public static readonly Error RemovedByStaff =
        Error.Forbidden("comment.removed_by_staff", "The comment was removed by a moderator, who alone can restore it.");

    public static readonly Error RemovedByAuthor =
        Error.Forbidden("comment.removed_by_author", "The author deleted the comment, and alone can restore it.");

    [EnforcedBy("comments_update")]
    public static readonly Error AuthorOnly =
        Error.Forbidden("comment.author_only", "Only its author may do this to a comment, and staff where moderation needs it.");
}
