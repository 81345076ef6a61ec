using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

/// <summary>
/// Stores some posts of a bulk import, all or none: an import that is stopped leaves whole batches behind. Runs as Agora
/// itself, because an import writes in the name of others; only admins and the operator send it.
/// </summary>
/// <param name="Posts">No two of one id.</param>
public sealed record ImportPostBatch(IReadOnlyList<ImportedPost> Posts, ImportMode Mode = ImportMode.Upsert)
    : ICommand<ImportBatchOutcome>, IRunsAsSystem;

public sealed class ImportPostBatchHandler(IPostImportStore store, TimeProvider clock)
    : ICommandHandler<ImportPostBatch, ImportBatchOutcome>
{
    public Task<Result<ImportBatchOutcome>> Handle(ImportPostBatch command, CancellationToken ct) =>
        store.ImportAsync(command.Posts, command.Mode, clock.GetUtcNow(), ct);
}
