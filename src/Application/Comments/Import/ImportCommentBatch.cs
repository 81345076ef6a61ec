using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Comments.Import;

/// <summary>Stores some comments of a bulk import, all or none. Only admins and the operator send it.</summary>
/// <param name="Comments">No two of one id.</param>
public sealed record ImportCommentBatch(IReadOnlyList<ImportedComment> Comments, ImportMode Mode)
    : ICommand<ImportBatchOutcome>, IRunsAsSystem;

public sealed class ImportCommentBatchHandler(ICommentImportStore store, TimeProvider clock)
    : ICommandHandler<ImportCommentBatch, ImportBatchOutcome>
{
    public Task<Result<ImportBatchOutcome>> Handle(ImportCommentBatch command, CancellationToken ct) =>
        store.ImportAsync(command.Comments, command.Mode, clock.GetUtcNow(), ct);
}
