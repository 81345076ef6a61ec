using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Users.Import;

/// <summary>Stores some accounts of a bulk import, all or none. Only admins and the operator send it.</summary>
/// <param name="Users">No two of one e-mail address.</param>
public sealed record ImportUserBatch(IReadOnlyList<ImportedUser> Users, ImportMode Mode, bool Invites)
    : ICommand<ImportBatchOutcome>, IRunsAsSystem;

public sealed class ImportUserBatchHandler(IUserImportStore store, TimeProvider clock)
    : ICommandHandler<ImportUserBatch, ImportBatchOutcome>
{
    public Task<Result<ImportBatchOutcome>> Handle(ImportUserBatch command, CancellationToken ct) =>
        store.ImportAsync(command.Users, command.Mode, command.Invites, clock.GetUtcNow(), ct);
}
