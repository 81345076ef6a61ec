using Agora.Domain.Media;

namespace Agora.Application.Media;

public interface IPostMediaRepository
{
    /// <summary>In their order; null when there is no such post for the actor. What is in the trash is not there.</summary>
    Task<IReadOnlyList<AttachedMedia>?> FindAsync(Guid postId, CancellationToken ct);

    /// <summary>
    /// What the post shows, to change and save it. Null when absent or not the actor's to see; the trash is included. Where the actor may
    /// change the post, others who load the same wait until the transaction ends.
    /// </summary>
    Task<PostAttachments?> LoadAttachmentsAsync(Guid postId, CancellationToken ct);

    /// <summary>
    /// Shows these files in this order and no others. The answer lacks those that do not exist or belong to another person; the caller
    /// must then undo the whole.
    /// </summary>
    Task<IReadOnlyList<AttachedMedia>> SaveAsync(PostAttachments attachments, CancellationToken ct);
}
