using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

public interface IPostImportStore
{
    /// <summary>
    /// Stores new posts and changed ones with their authors, inside the transaction of the running command; one outcome a
    /// line, in any order. Ids must not repeat. Fails as a whole, with <see cref="ImportErrors.RefusedCode"/>, when the
    /// database refuses a row: the caller finds out which one.
    /// </summary>
    Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedPost> posts, ImportMode mode, DateTimeOffset now, CancellationToken ct);

    /// <summary>What <see cref="ImportAsync"/> would do with these posts now. Changes nothing.</summary>
    Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedPost> posts, ImportMode mode, CancellationToken ct);

    /// <summary>Whether there is any post, in any state.</summary>
    Task<bool> HasPostsAsync(CancellationToken ct);
}
