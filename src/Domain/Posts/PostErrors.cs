using Agora.Domain.Common;

namespace Agora.Domain.Posts;

public static class PostErrors
{
    [EnforcedBy("posts_select")]
    public static readonly Error NotFound = Error.NotFound("post.not_found", "There is no such post.");

    [EnforcedBy("app.posts.version")]
    public static readonly Error Stale = Error.Stale("post.changed_meanwhile", "The post was changed since you read it. Read it again.");

    [EnforcedBy("app.posts.deleted_at")]
    public static readonly Error InTrash = Error.NotFound("post.in_trash", "The post is in the trash. Restore it first.");

    public static readonly Error NeverPublished = Error.Conflict(
        "post.never_published", "A draft cannot be archived. Publish or delete it.");

    public static readonly Error Hidden =
        Error.Conflict("post.hidden", "The post is hidden by moderation. A moderator decides whether it is shown again.");

    [EnforcedBy("app.posts.status")]
    public static readonly Error MovedMeanwhile =
        Error.Conflict("post.moved_meanwhile", "The post was published, archived or deleted at the same time. Read it again.");

    public static readonly Error RemovedByStaff =
        Error.Forbidden("post.removed_by_staff", "The post was removed by a moderator, who alone can restore it.");

    public static readonly Error RemovedByAuthor =
        Error.Forbidden("post.removed_by_author", "The author deleted the post, and alone can restore it.");

    [EnforcedBy("posts_update")]
    public static readonly Error AuthorOnly = Error.Forbidden(
        "post.author_only", "Only its author may do this to a post, and staff where moderation needs it.");

    public static readonly Error SignInForOwn =
        Error.Unauthenticated("post.sign_in_required", "Drafts and archived posts are listed for their author. Sign in.");

    [EnforcedBy("posts_tags_check")]
    public static readonly Error TagsRefused = Error.InvalidField(
        "tags",
        "post.tags_refused",
        "Must be in Unicode normalization form KC: plain characters, such as 1 for the full-width digit and fi for the ligature.");

    /// <summary>The same of the new name of a tag.</summary>
    [EnforcedBy("posts_tags_check")]
    public static readonly Error NewNameRefused = Error.InvalidField("into", TagsRefused.Code, TagsRefused.Message);

    [EnforcedBy("app.tags")]
    public static readonly Error TagNotFound = Error.NotFound("tag.not_found", "No post has this tag.");

    public static readonly Error TagTaken =
        Error.Conflict("tag.taken", "Posts have the new name already, or none has the old one. Merge the tags to make them one.");

    public static readonly Error TagNotMergeable =
        Error.Conflict("tag.not_mergeable", "One of the two tags is on no post. Rename a tag to give it a name that is new.");

    public static readonly Error TagItself = Error.InvalidField("into", "tag.itself", "Both names are the same tag.");

    public static readonly Error MetadataTooLarge =
        MetadataRefused($"Must be at most {PostMetadata.BytesMax} bytes of JSON, with its numbers written out in full.");

    /// <summary>What the stored metadata would be breaks a rule, although the patch alone does not.</summary>
    public static Error MetadataRefused(string reason) => Error.InvalidField("metadata", "post.metadata_refused", reason);
}
