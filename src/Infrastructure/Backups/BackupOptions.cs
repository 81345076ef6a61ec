using System.ComponentModel.DataAnnotations;

namespace Agora.Infrastructure.Backups;

/// <summary>Where backups are kept and for how long. Bound from the section <c>Backup</c>.</summary>
public sealed record BackupOptions
{
    public const string Section = "Backup";

    /// <summary>
    /// Folder of the backups, unless S3 keeps them. It must be one that the account of the database server can write, best on another
    /// disk. Empty: beside the folder of the embedded server; a configured server needs it, or a bucket.
    /// </summary>
    public string? Repository { get; init; }

    public BackupS3Options S3 { get; init; } = new();

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

/// <summary>A store that speaks the protocol of S3 over TLS. Used when <see cref="Bucket"/> is set.</summary>
public sealed record BackupS3Options
{
    /// <summary>Such as <c>https://s3.example.org</c>. Empty: that of Amazon for the region.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Bucket that keeps the backups. Empty: <see cref="BackupOptions.Repository"/> keeps them.</summary>
    public string? Bucket { get; init; }

    /// <summary>Folder in the bucket for the backups of this server, such as <c>agora/</c>. Nothing else may be in it.</summary>
    public string Prefix { get; init; } = "agora/";

    /// <summary>Access key, which may list, read, write and delete in the folder.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret key of it.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Whether the bucket is named in the path instead of the host, as most self-hosted stores require.</summary>
    public bool PathStyle { get; init; } = true;

    /// <summary>File with the certificate of the authority of the store, where this machine does not trust it.</summary>
    public string? CaFile { get; init; }
}
