using System.ComponentModel.DataAnnotations;

namespace Agora.Infrastructure.Backups;

/// <summary>Where backups are kept and for how long. Bound from the section <c>Backup</c>.</summary>
public sealed record BackupOptions
{
    public const string Section = "Backup";

    /// <summary>
    /// Folder of the backups. It must be one that the account of the database server can write, best on another disk. Empty: beside the
    /// folder of the embedded server; a configured server needs it.
    /// </summary>
    public string? Repository { get; init; }

    /// <summary>
    /// Passphrase that encrypts the backups, at least 20 characters. Without it no backup can be read: keep it where the backups are not.
    /// Empty: derived from the secret key of the embedded server; a configured server needs it.
    /// </summary>
    [MinLength(20)]
    public string? Key { get; init; }

    /// <summary>
    /// Full backups that are kept, with what builds on them and the write-ahead log from the oldest of them on. Older ones are removed
    /// after the next full backup.
    /// </summary>
    [Range(1, 1000)]
    public int KeepFull { get; init; } = 2;

    /// <summary>Days that logical copies are kept. The newest one always stays.</summary>
    [Range(1, 3650)]
    public int KeepDumpDays { get; init; } = 30;

    /// <summary>
    /// Whether the host makes a backup each night and proves it by a drill: jobs of the kinds <c>database.backup</c> (7 1 * * * in UTC)
    /// and <c>database.drill</c> (37 2 * * *). For a host on the machine of the database server.
    /// </summary>
    public bool Nightly { get; init; }

    /// <summary>Folder for what a drill restores and removes. Empty: beside the folder of the embedded server.</summary>
    public string? ScratchFolder { get; init; }
}
