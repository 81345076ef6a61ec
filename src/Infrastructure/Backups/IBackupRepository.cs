namespace Agora.Infrastructure.Backups;

/// <summary>
/// Where the backups of one server are kept. It carries a marker, so that nothing else is ever written over or removed.
/// </summary>
internal interface IBackupRepository
{
    /// <summary>For messages.</summary>
    string Name { get; }

    /// <summary>The setting that names another place.</summary>
    string Setting { get; }

    /// <summary>The settings of pgBackRest that lead to it, a line each.</summary>
    string Configuration { get; }

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="BackupException">It cannot take backups. Nothing was changed.</exception>
    Task PrepareAsync(PgBackRest program, CancellationToken ct);

    /// <exception cref="BackupException">There are no backups of Agora, or they cannot be reached.</exception>
    Task RequireBackupsAsync(PgBackRest program, CancellationToken ct);

    /// <summary>The free space in bytes; null where there is no such limit.</summary>
    long? FreeBytes();
}

internal static class BackupMarker
{
    public const string Name = "agora.backups";

    public const string Text = "Backups of Agora. \"agora backup\" reads, writes and removes them.\n";
}
