using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Comments.Import;

/// <summary>What <see cref="ImportCommentBatch"/> would do with these comments now.</summary>
/// <param name="Comments">No two of one id.</param>
public sealed record PreviewCommentBatch(IReadOnlyList<ImportedComment> Comments, ImportMode Mode)
    : IQuery<ImportBatchOutcome>, IRunsAsSystem;

public sealed class PreviewCommentBatchHandler(ICommentImportStore store) : IQueryHandler<PreviewCommentBatch, ImportBatchOutcome>
{
    public async Task<Result<ImportBatchOutcome>> Handle(PreviewCommentBatch query, CancellationToken ct) =>
        await store.PreviewAsync(query.Comments, query.Mode, ct);
}
