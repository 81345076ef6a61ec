using Agora.Domain.Media;

namespace Agora.Application.Media;

public interface IPostMediaRepository
{
    /// <summary>In their order; null when there is no such post for the actor. What is in the trash is not there.</summary>
    Task<IReadOnlyList<AttachedMedia>?> FindAsync(Guid postId, CancellationToken ct);

    /// <summary>
    /// What the post shows, to change and save it. Null when the actor may not change the post. Others who lock the same post wait until
    /// the transaction ends.
    /// </summary>
    Task<PostAttachments?> LockAttachmentsAsync(Guid postId, CancellationToken ct);

    /// <summary>
    /// Shows these files in this order and no others. The answer lacks those that do not exist or belong to another person; the caller
    /// must then undo the whole.
    /// </summary>
    Task<IReadOnlyList<AttachedMedia>> SaveAsync(PostAttachments attachments, CancellationToken ct);
}
