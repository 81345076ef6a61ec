using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Comments.Import;

public interface ICommentImportStore
{
    /// <summary>
    /// Stores new comments and changed texts inside the transaction of the running command; one outcome a line, in any order.
    /// Fails as a whole, with <see cref="ImportErrors.RefusedCode"/>, when the database refuses a row.
    /// </summary>
    Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedComment> comments, ImportMode mode, DateTimeOffset now, CancellationToken ct);

    /// <summary>What <see cref="ImportAsync"/> would do with these rows now. Changes nothing.</summary>
    Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedComment> comments, ImportMode mode, CancellationToken ct);
}
