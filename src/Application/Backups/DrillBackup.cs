using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Backups;

/// <summary>Proves the newest backup by restoring it, and keeps a report of it.</summary>
public sealed record DrillBackup : ICommand<int>, IOwnsTransaction, IRunsAsSystem;

public sealed class DrillBackupHandler(IBackups backups, IBackupReports reports) : ICommandHandler<DrillBackup, int>
{
    public async Task<Result<int>> Handle(DrillBackup command, CancellationToken ct) =>
        await reports.KeepAsync(await backups.DrillAsync(ct), ct);
}
