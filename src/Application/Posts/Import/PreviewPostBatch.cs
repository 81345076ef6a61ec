using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

/// <summary>What <see cref="ImportPostBatch"/> would do with these posts now.</summary>
/// <param name="Posts">No two of one id.</param>
public sealed record PreviewPostBatch(IReadOnlyList<ImportedPost> Posts, ImportMode Mode = ImportMode.Upsert)
    : IQuery<ImportBatchOutcome>, IRunsAsSystem;

public sealed class PreviewPostBatchHandler(IPostImportStore store) : IQueryHandler<PreviewPostBatch, ImportBatchOutcome>
{
    public async Task<Result<ImportBatchOutcome>> Handle(PreviewPostBatch query, CancellationToken ct) =>
        await store.PreviewAsync(query.Posts, query.Mode, ct);
}
