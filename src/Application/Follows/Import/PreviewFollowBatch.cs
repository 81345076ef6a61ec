using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Follows.Import;

/// <summary>What <see cref="ImportFollowBatch"/> would do with these follows now.</summary>
/// <param name="Follows">No two of one pair.</param>
public sealed record PreviewFollowBatch(IReadOnlyList<ImportedFollow> Follows, ImportMode Mode) : IQuery<ImportBatchOutcome>, IRunsAsSystem;

public sealed class PreviewFollowBatchHandler(IFollowImportStore store) : IQueryHandler<PreviewFollowBatch, ImportBatchOutcome>
{
    public async Task<Result<ImportBatchOutcome>> Handle(PreviewFollowBatch query, CancellationToken ct) =>
        await store.PreviewAsync(query.Follows, query.Mode, ct);
}
