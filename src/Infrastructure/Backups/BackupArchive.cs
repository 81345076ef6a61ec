using System.Globalization;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;

namespace Agora.Infrastructure.Backups;

/// <summary>What a restore wrote, and what to do next.</summary>
/// <param name="Folder">The data folder, or the folder of the embedded server with it.</param>
public sealed record RestoredBackup(string Label, string Folder, string Remark);

/// <summary>The backups that are there, for verbs that need no running server: list, verify, restore, expire.</summary>
public sealed class BackupArchive
{
    private readonly BackupFolders folders;
    private readonly PgBackRest program;
    private readonly EmbeddedPostgresOptions embedded;
    private readonly PostgresInstallation? installation;
    private readonly TimeSpan dumpsKept;
    private readonly IProgress<string> progress;
    private readonly TimeProvider clock;

    private BackupArchive(
        BackupFolders folders,
        PgBackRest program,
        EmbeddedPostgresOptions embedded,
        PostgresInstallation? installation,
        TimeSpan dumpsKept,
        IProgress<string> progress,
        TimeProvider clock)
    {
        this.folders = folders;
        this.program = program;
        this.embedded = embedded;
        this.installation = installation;
        this.dumpsKept = dumpsKept;
        this.progress = progress;
        this.clock = clock;
    }

    /// <param name="isEmbedded">Whether the backups are those of the embedded server.</param>
    /// <exception cref="BackupException">There are no backups, or a setting is missing.</exception>
    public static async Task<BackupArchive> OpenAsync(
        BackupOptions options,
        EmbeddedPostgresOptions embedded,
        bool isEmbedded,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var server = isEmbedded ? await PostgresProvisioner.FindOrProvisionAsync(embedded, new Progress<string>(), clock, ct) : null;
        var cluster = server is null ? null : EmbeddedCluster.GetStatus(server, embedded).Folder;
        var places = await BackupPlaces.OfAsync(options, cluster, ct);
        var opened = await PgBackRest.OpenAsync(places, options, embedded, progress, clock, ct);
        await places.Repository.RequireBackupsAsync(opened, ct);
        return new BackupArchive(
            places, opened, embedded, server, TimeSpan.FromDays(options.KeepDumpDays), progress, clock);
    }

    /// <summary>Oldest first.</summary>
    /// <exception cref="BackupException">They cannot be read.</exception>
    public async Task<IReadOnlyList<BackupSet>> ListAsync(CancellationToken ct)
    {
        var info = await program.InfoAsync(ct);
        return info.IsReadable ? info.Sets : throw new BackupException(
            $"The backups in {folders.Repository.Name} cannot be read: {info.Message.Split('\n')[0]}. Is BACKUP_KEY the one that they "
            + "were made with?");
    }

    /// <summary>Logical copies, oldest first.</summary>
    public Task<IReadOnlyList<DumpManifest>> ListDumpsAsync(CancellationToken ct) => DumpManifest.ListAsync(program.Files, ct);

    /// <summary>Writes a logical copy, decrypted, into a file for pg_restore.</summary>
    /// <exception cref="BackupException">There is none of that name, it is damaged, or the file exists.</exception>
    public async Task FetchAsync(string name, string file, CancellationToken ct)
    {
        var all = await ListDumpsAsync(ct);
        var dump = all.FirstOrDefault(one => one.Name == name) ?? throw BackupException.Refuse(
            $"There is no logical copy {name}. There are: {string.Join(", ", all.Select(one => one.Name))}");
        await Copies.FetchAsync(dump, Path.GetFullPath(file), ct);
    }

    /// <returns>What is wrong, one sentence each; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken ct)
    {
        var wrong = (await new RepositoryCheck(program).RunAsync(progress, ct)).ToList();
        if (!(await program.InfoAsync(ct)).IsReadable)
        {
            return wrong;
        }

        try
        {
            foreach (var dump in await ListDumpsAsync(ct))
            {
                progress.Report($"Reading {dump.Name}");
                if (await Copies.VerifyAsync(dump, ct) is { } problem)
                {
                    wrong.Add(problem);
                }
            }
        }
        catch (BackupException exception)
        {
            wrong.Add(exception.Message);
        }

        return wrong;
    }

    private Dumps Copies => new(program, folders, ClientPrograms.BinDirectory(embedded, installation), clock);

    /// <summary>Removes what the settings do not keep.</summary>
    /// <returns>The labels that were removed.</returns>
    public async Task<IReadOnlyList<string>> ExpireAsync(CancellationToken ct)
    {
        var before = await ListAsync(ct);
        var result = await program.ReadAsync(ct, "expire");
        if (!result.Succeeded)
        {
            throw new BackupException($"pgBackRest could not remove old backups: {PgBackRest.Complaint(result)}");
        }

        var after = await ListAsync(ct);
        await BackupFigures.KeepAsync(program.Files, after, ct);
        return
        [
            .. before.Select(set => set.Label).Except(after.Select(set => set.Label), StringComparer.Ordinal),
            .. await Copies.ExpireAsync(dumpsKept, ct),
        ];
    }

    /// <summary>Restores into a new folder. The server that was copied stays as it is.</summary>
    /// <param name="to">A time, a position or a name; null for the end of the archive.</param>
    /// <param name="secrets">Folder with the secrets of the embedded server; null takes those of its own folder.</param>
    /// <exception cref="BackupException">It cannot be done; a refusal changed nothing.</exception>
    public async Task<RestoredBackup> RestoreAsync(string folder, string? label, string? to, string? secrets, CancellationToken ct)
    {
        var target = RestoreTarget.Parse(to);
        var restore = new Restore(program, folders, clock);
        var set = await restore.ChooseAsync(label, target, ct);
        if (installation is null)
        {
            return await RestoreConfiguredAsync(Path.GetFullPath(folder), restore, set, target, ct);
        }

        var own = EmbeddedCluster.GetStatus(installation, embedded).Folder;
        var server = new RestoredServer(
            folder, new CopiedServer(installation, secrets ?? own, Superuser: null), folders.Account, embedded, clock);
        server.RequireFree();
        try
        {
            await server.PrepareAsync(ct);
            Restore.RequireSpace(set, server.Folder);
            await restore.WriteAsync(set, target, server.Data, archives: false, progress, ct);
            progress.Report("Replaying the write-ahead log");
            await using var cluster = await server.RecoverAsync(archives: false, progress, ct);
        }
        catch
        {
            // A copy that is not what was asked for is not left to be taken for it.
            await server.RemoveAsync();
            throw;
        }

        return new RestoredBackup(
            set.Label,
            server.Folder,
            $"To look at it: AGORA_DATA={server.Folder} agora db shell. To serve it: AGORA_DATA={server.Folder} agora serve. It does not "
            + "archive before its first backup.");
    }

    /// <summary>Restores the embedded server's own folder. Its former data stays beside it.</summary>
    /// <exception cref="BackupException">It cannot be done; the former data is in its place then.</exception>
    public async Task<RestoredBackup> RestoreInPlaceAsync(string? label, string? to, CancellationToken ct)
    {
        if (installation is null)
        {
            throw BackupException.Refuse("Only the embedded server is restored in its place. For a server of your own: --folder.");
        }

        var status = EmbeddedCluster.GetStatus(installation, embedded);
        if (status.ProcessId is not null)
        {
            throw BackupException.Refuse($"The database in {status.Folder} is running. Stop Agora first, then restore.");
        }

        if (ClusterMember.Find(EmbeddedCluster.FolderOf(installation, embedded)).FirstOrDefault(one => !one.IsMain) is { } other)
        {
            throw BackupException.Refuse(
                $"The server has the standby {other.Name}, which cannot follow it to an earlier point. Remove it first (agora cluster "
                + $"remove {other.Name}), and add it again afterwards.");
        }

        var target = RestoreTarget.Parse(to);
        var restore = new Restore(program, folders, clock);
        var set = await restore.ChooseAsync(label, target, ct);
        Restore.RequireSpace(set, status.Folder);
        var server = new RestoredServer(
            status.Folder, new CopiedServer(installation, status.Folder, Superuser: null), folders.Account, embedded, clock);
        using var draft = await server.DraftAsync(ct);
        await restore.WriteAsync(set, target, draft.Data, archives: true, progress, ct);
        var former = string.Create(CultureInfo.InvariantCulture, $"{server.Data}.replaced-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        await draft.ReplaceAsync(former, ct);
        try
        {
            progress.Report("Replaying the write-ahead log");
            await using var cluster = await server.RecoverAsync(archives: true, progress, ct);
        }
        catch
        {
            Directory.Delete(server.Data, recursive: true);
            Directory.Move(former, server.Data);
            throw;
        }

        return new RestoredBackup(
            set.Label, server.Folder, $"The former data is in {former}: delete it once you do not need it. Start Agora as before.");
    }

    private async Task<RestoredBackup> RestoreConfiguredAsync(
        string folder, Restore restore, BackupSet set, RestoreTarget target, CancellationToken ct)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw BackupException.Refuse($"{folder} is not empty. A backup is restored into a new folder: name one.");
        }

        try
        {
            await folders.Files.MakeAsync(folder, ct);
            Restore.RequireSpace(set, folder);
            await restore.WriteAsync(set, target, folder, archives: false, progress, ct);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new RestoredBackup(
            set.Label,
            folder,
            $"Start a server on {folder} as yours is started, on another port: it replays the write-ahead log up to the point, and takes "
            + "connections then. It does not archive (archive_mode = off in its postgresql.auto.conf).");
    }
}
