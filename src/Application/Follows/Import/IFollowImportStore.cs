using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Follows.Import;

public interface IFollowImportStore
{
    /// <summary>
    /// Stores new follows inside the transaction of the running command; one outcome a line, in any order.
    /// Fails as a whole, with <see cref="ImportErrors.RefusedCode"/>, when the database refuses a row.
    /// </summary>
    Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedFollow> follows, ImportMode mode, DateTimeOffset now, CancellationToken ct);

    /// <summary>What <see cref="ImportAsync"/> would do with these rows now. Changes nothing.</summary>
    Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedFollow> follows, ImportMode mode, CancellationToken ct);
}
