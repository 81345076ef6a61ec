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

    /// <summary>The content, and as whom the caller removes or restores it; staff give a reason.</summary>
    public Result<(T Content, Remover By)> ToRemove(T? content, ActorContext context)
    {
        if (content is null)
        {
            return notFound;
        }

        return content.RemoverOf(context.Actor.UserId, context.Actor.IsStaff) switch
        {
            null => authorOnly,
            Remover.Staff when StaffReason.Refuse(context) is { } refusal => refusal,
            { } by => (content, by),
        };
    }
}

internal static class ContentAccess
{
    public static readonly ContentAccess<Post> Posts = new(PostErrors.NotFound, PostErrors.AuthorOnly);

    public static readonly ContentAccess<Comment> Comments = new(CommentErrors.NotFound, CommentErrors.AuthorOnly);

    /// <summary>What a post shows is changed by who may edit the post.</summary>
    public static readonly ContentAccess<PostAttachments> Attachments = new(PostErrors.NotFound, PostErrors.AuthorOnly);

    public static readonly ContentAccess<MediaFile> Media = new(MediaErrors.NotFound, MediaErrors.OwnerOnly);
}
