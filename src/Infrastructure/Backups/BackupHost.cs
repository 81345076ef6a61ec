using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>The server that a process opened, for the backups of it. Registered where the process opened one.</summary>
/// <param name="Progress">Gets one line of text a step, and about one each five seconds while files are copied.</param>
public sealed record BackupHost(DatabaseServer Server, EmbeddedPostgresOptions Embedded, IProgress<string> Progress)
{
    /// <summary>Makes a logical copy.</summary>
    /// <exception cref="BackupException">It could not be made.</exception>
    public async Task<DumpManifest> DumpAsync(BackupOptions options, TimeProvider clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folders = await BackupPlaces.OfAsync(options, Server.Folder, ct);
        var program = await PgBackRest.OpenAsync(folders, options, Embedded, Progress, clock, ct);
        await folders.Repository.PrepareAsync(program, ct);
        await using var server = await BackupServer.OpenAsync(Server, ct);
        return await new Dumps(program, folders, ClientPrograms.BinDirectory(Embedded, Server.Installation), clock)
            .MakeAsync(server.Login, await server.AskAsync("SHOW server_version", ct), Progress, ct);
    }
}

/// <summary>Decides where backups are when no setting says so.</summary>
internal static class BackupPlaces
{
    private const int KeyLengthLeast = 20;

    /// <param name="clusterFolder">Of the embedded server; null with a configured one.</param>
    /// <exception cref="BackupException">A setting is missing.</exception>
    public static async Task<BackupFolders> OfAsync(BackupOptions options, string? clusterFolder, CancellationToken ct)
    {
        var account = ServiceAccount.ForThisProcess();
        var repository = RepositoryOf(options, clusterFolder, account);
        var state = clusterFolder is not null ? clusterFolder + "-backup-state" : AgoraFolders.ForThisProcess().BackupState();
        return new BackupFolders(repository, state, account, await KeyAsync(options, clusterFolder, ct));
    }

    private static IBackupRepository RepositoryOf(BackupOptions options, string? clusterFolder, ServiceAccount? account)
    {
        var isNamed = !string.IsNullOrWhiteSpace(options.Repository);
        if (!string.IsNullOrWhiteSpace(options.S3.Bucket))
        {
            return isNamed
                ? throw BackupException.Refuse("Backup:Repository and Backup:S3:Bucket are both set. Unset one of them.")
                : new BackupBucket(options.S3, new AccountFiles(account));
        }

        var folder = isNamed ? Path.GetFullPath(options.Repository!)
            : clusterFolder is not null ? clusterFolder + "-backups"
            : throw BackupException.Refuse(
                "Backup:Repository is not set. Set it to a folder for the backups that the account of the database server can write, or "
                + "Backup:S3:Bucket to a bucket.");
        return account is null || ServiceAccount.CanReach(Path.GetDirectoryName(folder) ?? "/")
            ? new BackupFolderRepository(folder, new AccountFiles(account))
            : throw BackupException.Refuse(
                $"The account {account.Name}, which runs the database server, cannot reach {folder}. Set Backup:Repository to a folder "
                + "that every account can enter.");
    }

    private static async Task<string> KeyAsync(BackupOptions options, string? clusterFolder, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(options.Key))
        {
            return options.Key.Length >= KeyLengthLeast && !options.Key.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
                ? options.Key
                : throw BackupException.Refuse($"BACKUP_KEY must have at least {KeyLengthLeast} characters, and no spaces.");
        }

        return clusterFolder is not null && File.Exists(EmbeddedSecrets.PathIn(clusterFolder))
            ? (await EmbeddedSecrets.ReadOrCreateAsync(EmbeddedSecrets.PathIn(clusterFolder), ct)).BackupKey
            : throw BackupException.Refuse(
                "BACKUP_KEY is not set. Set it to a passphrase of at least 20 characters, and keep it where the backups are not: without "
                + "it no backup can be read.");
    }
}
