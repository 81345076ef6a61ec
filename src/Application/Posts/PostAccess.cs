using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>Who may do what to a post. What a caller cannot read is not found; what they read and may not change is forbidden.</summary>
internal static class PostAccess
{
    /// <summary>Its text is the author's and, with a reason, an admin's to change, and so is whether it is published.</summary>
    public static Result<PostView> ToEdit(PostView? post, ActorContext context) => post switch
    {
        null => PostErrors.NotFound,
        _ => StaffReason.RefuseEdit(context, post.Author.Id, PostErrors.AuthorOnly) is { } refused ? refused : post,
    };

    /// <summary>
    /// Staff remove what others have published, with a reason, and restore what staff removed. What nobody but its author has seen is no
    /// matter of moderation.
    /// </summary>
    public static Result<(PostView Post, PostRemover As)> ToRemove(PostView? post, ActorContext context) => post switch
    {
        null => PostErrors.NotFound,
        _ when context.Actor.Is(post.Author.Id) => (post, PostRemover.Author),
        _ when !context.Actor.IsStaff || post.Status == PostStatus.Draft => PostErrors.AuthorOnly,
        _ => StaffReason.Refuse(context) is { } refused ? refused : (post, PostRemover.Staff),
    };
}
