using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Users.Import;

/// <summary>What <see cref="ImportUserBatch"/> would do with these accounts now.</summary>
/// <param name="Users">No two of one e-mail address.</param>
public sealed record PreviewUserBatch(IReadOnlyList<ImportedUser> Users, ImportMode Mode) : IQuery<ImportBatchOutcome>, IRunsAsSystem;

public sealed class PreviewUserBatchHandler(IUserImportStore store) : IQueryHandler<PreviewUserBatch, ImportBatchOutcome>
{
    public async Task<Result<ImportBatchOutcome>> Handle(PreviewUserBatch query, CancellationToken ct) =>
        await store.PreviewAsync(query.Users, query.Mode, ct);
}
