using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Backups;

/// <summary>From when the newest backup is, and the newest one that a drill restored. Null where there is none.</summary>
/// <param name="FirstAt">From when the oldest backup is that is still reported.</param>
public sealed record LastBackups(DateTimeOffset? FirstAt, DateTimeOffset? BackupAt, DateTimeOffset? ProvenAt);

/// <summary>How old the backups are. For the metrics.</summary>
public sealed record GetLastBackups : IQuery<LastBackups>, IRunsAsSystem;

public sealed class GetLastBackupsHandler(IBackupReports reports) : IQueryHandler<GetLastBackups, LastBackups>
{
    public async Task<Result<LastBackups>> Handle(GetLastBackups query, CancellationToken ct) => await reports.LastAsync(ct);
}
