using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Media;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>
/// Who may do what to a post, a comment or a file. What a caller cannot read is not found; what they read and may not change is forbidden.
/// </summary>
internal sealed class ContentAccess<T>(Error notFound, Error authorOnly)
    where T : class, IAuthored
{
    /// <summary>A text is the author's and, with a reason, an admin's to change, and so is whether it is published.</summary>
    public Result<T> ToEdit(T? content, ActorContext context) => content switch
    {
        null => notFound,
        _ => StaffReason.RefuseEdit(context, content.AuthorId, authorOnly) is { } refusal ? refusal : content,
    };

    /// <summary>Authors remove and restore what they wrote, and staff, with a reason, what others have seen.</summary>
    public Result<(T Content, Remover By)> ToRemove(T? content, ActorContext context) => content switch
    {
        null => notFound,
        _ when context.Actor.Is(content.AuthorId) => (content, Remover.Author),
        _ when !context.Actor.IsStaff || !content.ConcernsStaff => authorOnly,
        _ => StaffReason.Refuse(context) is { } refusal ? refusal : (content, Remover.Staff),
    };
}

internal static class ContentAccess
{
    public static readonly ContentAccess<Post> Posts = new(PostErrors.NotFound, PostErrors.AuthorOnly);

    public static readonly ContentAccess<Comment> Comments = new(CommentErrors.NotFound, CommentErrors.AuthorOnly);

    /// <summary>What a post shows is changed by who may edit the post.</summary>
    public static readonly ContentAccess<PostAttachments> Attachments = new(PostErrors.NotFound, PostErrors.AuthorOnly);

    public static readonly ContentAccess<MediaFile> Media = new(MediaErrors.NotFound, MediaErrors.OwnerOnly);
}
