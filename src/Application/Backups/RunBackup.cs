using Agora.Application.Common;
using Agora.Domain.Backups;
using Agora.Domain.Common;

namespace Agora.Application.Backups;

/// <summary>Makes a backup, and keeps a report of it.</summary>
public sealed record RunBackup : ICommand<int>, IOwnsTransaction, IRunsAsSystem
{
    /// <summary>Null: a full one once a week, a differential one otherwise.</summary>
    public BackupKind? Kind { get; init; }
}

public sealed class RunBackupHandler(IBackups backups, IBackupReports reports) : ICommandHandler<RunBackup, int>
{
    public async Task<Result<int>> Handle(RunBackup command, CancellationToken ct) =>
        await reports.KeepAsync(await backups.RunAsync(command.Kind, ct), ct);
}
