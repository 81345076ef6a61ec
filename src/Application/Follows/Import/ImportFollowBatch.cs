using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Follows.Import;

/// <summary>Stores some follows of a bulk import, all or none. Only admins and the operator send it.</summary>
/// <param name="Follows">No two of one pair.</param>
public sealed record ImportFollowBatch(IReadOnlyList<ImportedFollow> Follows, ImportMode Mode)
    : ICommand<ImportBatchOutcome>, IRunsAsSystem;

public sealed class ImportFollowBatchHandler(IFollowImportStore store, TimeProvider clock)
    : ICommandHandler<ImportFollowBatch, ImportBatchOutcome>
{
    public Task<Result<ImportBatchOutcome>> Handle(ImportFollowBatch command, CancellationToken ct) =>
        store.ImportAsync(command.Follows, command.Mode, clock.GetUtcNow(), ct);
}
