using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>Who may do what to a post. What a caller cannot read is not found; what they read and may not change is forbidden.</summary>
internal static class PostAccess
{
    /// <summary>Its text is the author's and an admin's to change, and so is whether it is published.</summary>
    public static Result<PostView> ToEdit(PostView? post, Actor actor) => post switch
    {
        null => PostErrors.NotFound,
        _ when actor.Is(post.Author.Id) || actor.IsAdmin => post,
        _ => PostErrors.AuthorOnly,
    };

    /// <summary>Staff may take any post away, and bring it back.</summary>
    public static Result<(PostView Post, PostRemover As)> ToRemove(PostView? post, Actor actor) => post switch
    {
        null => PostErrors.NotFound,
        _ when actor.Is(post.Author.Id) => (post, PostRemover.Author),
        _ => actor.IsStaff ? (post, PostRemover.Staff) : PostErrors.AuthorOnly,
    };
}
