using Agora.Domain.Backups;

namespace Agora.Application.Backups;

/// <summary>What was done for one backup, and what came of it.</summary>
/// <param name="Backup">Label of the backup; null when none was made or found.</param>
/// <param name="BackupAt">The point that the backup can be restored to, and that a drill restored.</param>
/// <param name="Bytes">Of the data folder.</param>
/// <param name="Problem">Why it failed; null when it succeeded.</param>
public sealed record BackupReport(
    Guid Id,
    BackupActivity Activity,
    string? Backup,
    DateTimeOffset? BackupAt,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    long? Bytes,
    IReadOnlyList<BackupStep> Steps,
    string? Problem)
{
    public bool Succeeded => Problem is null;
}

/// <param name="Detail">What was found.</param>
public sealed record BackupStep(string Name, double Milliseconds, string Detail);

/// <summary>Backups of the database server, made and restored on its machine.</summary>
public interface IBackups
{
    /// <summary>Makes one. What keeps it from being made is the problem of the report.</summary>
    /// <param name="kind">Null: a full one once a week, a differential one otherwise.</param>
    Task<BackupReport> RunAsync(BackupKind? kind, CancellationToken ct);

    /// <summary>Restores the newest into a scratch server, compares and asks it, and removes it.</summary>
    Task<BackupReport> DrillAsync(CancellationToken ct);
}

public interface IBackupReports
{
    Task AddAsync(BackupReport report, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<BackupReport>> ListAsync(Guid before, int limit, CancellationToken ct);

    /// <summary>Of those that succeeded.</summary>
    Task<LastBackups> LastAsync(CancellationToken ct);

    /// <summary>Removes those that are older, but the newest success of each activity.</summary>
    Task PurgeAsync(TimeSpan kept, CancellationToken ct);
}
