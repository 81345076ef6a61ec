using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Domain.Comments;

/// <summary>Where a comment is to stand, as its author sees it: on a post, or below another comment on it.</summary>
/// <param name="ParentId">The comment that is replied to; null for a comment on the post itself.</param>
/// <param name="ParentDepth">Null when no comment was named, or there is no such comment on the post.</param>
/// <param name="ParentState">Null when no comment was named, or there is no such comment on the post.</param>
public sealed record ReplyTarget(
    Guid PostId, PostStatus PostStatus, DateTimeOffset? PostDeletedAt, Guid? ParentId, int? ParentDepth, CommentState? ParentState)
{
    /// <summary>Of the comment that is to stand here.</summary>
    public int Depth => ParentDepth is { } depth ? depth + 1 : 0;

    /// <returns>Null when a comment may stand here.</returns>
    public Error? Refuse() => this switch
    {
        { PostDeletedAt: not null } => Post.RefuseBelowTrash(isInTrash: true),
        { PostStatus: not PostStatus.Published } => CommentErrors.PostClosed,
        { ParentId: null } => null,
        { ParentState: null } => CommentErrors.ParentNotFound,
        { ParentState: not CommentState.Visible } => CommentErrors.ParentGone,
        { ParentDepth: >= CommentRules.DepthMax } => CommentErrors.TooDeep,
        _ => null,
    };
}
