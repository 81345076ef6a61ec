using System.Security.Cryptography;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>A folder that a backup is restored into, and the server that recovers there: laid out as the embedded server's own.</summary>
internal sealed class RestoredServer(
    string folder, CopiedServer copied, ServiceAccount? account, EmbeddedPostgresOptions options, TimeProvider clock)
{
    private static readonly TimeSpan RecoveryMost = TimeSpan.FromDays(1);

    private readonly ClusterFolder place = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), account);

    public string Data => place.Data;

    public string Folder => place.Root;

    private EmbeddedPostgresOptions Options => options with { DataDirectory = Folder, Port = 0, StartTimeout = RecoveryMost };

    /// <exception cref="BackupException">The folder cannot take a backup. Nothing was changed.</exception>
    public void RequireFree()
    {
        if (account is not null && Path.GetDirectoryName(Folder) is { } parent && !ServiceAccount.CanReach(parent))
        {
            throw BackupException.Refuse(
                $"The account {account.Name}, which runs the database server, cannot enter {parent}. Choose a folder that every account "
                + "can reach.");
        }

        if (File.Exists(Folder) || (Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any()))
        {
            throw BackupException.Refuse($"{Folder} is not empty. A backup is restored into a new folder: name one.");
        }

        if (Missing() is { } missing)
        {
            throw BackupException.Refuse(
                $"{missing} is missing. It is not part of the backups, and the restored server cannot be used without it: name the folder "
                + "that holds it by --secrets.");
        }
    }

    /// <summary>Makes the folder, with what is needed beside the data.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await place.CreateAsync(ct);
        using var gate = await FileLock.ExclusiveAsync(place.GateLock, () => { }, clock, ct);
        await place.MarkAsync(ct);
        Directory.CreateDirectory(place.Data);
        FileModes.Set(place.Data, FileModes.PrivateFolder);
        if (account is not null)
        {
            await account.OwnAsync(place.Data, ct);
        }

        if (copied.Secrets is not { } secrets)
        {
            await place.WriteAsync(place.Password, RandomNumberGenerator.GetHexString(40, lowercase: true) + "\n", FileModes.Secret, ct);
            return;
        }

        foreach (var file in Secret)
        {
            await place.WriteAsync(file, await File.ReadAllTextAsync(In(secrets, file), ct), FileModes.Secret, ct);
        }
    }

    /// <summary>A folder beside the data, into which a backup is written that takes its place.</summary>
    public async Task<RestoreDraft> DraftAsync(CancellationToken ct)
    {
        var draft = new RestoreDraft($"{place.Data}.restored", place.Data);
        draft.Clear();
        Directory.CreateDirectory(draft.Data);
        FileModes.Set(draft.Data, FileModes.PrivateFolder);
        if (account is not null)
        {
            await account.OwnAsync(draft.Data, ct);
        }

        return draft;
    }

    /// <summary>Starts the server, which replays the write-ahead log up to the target, and waits for the end of it.</summary>
    /// <param name="archives">Whether it takes the place of the copied server and archives as that did.</param>
    /// <exception cref="BackupException">The target was not reached.</exception>
    public async Task<EmbeddedCluster> RecoverAsync(bool archives, IProgress<string> progress, CancellationToken ct)
    {
        // It takes no connections before the end, so that none sees an earlier state, and asks for no settings of the copied server.
        await File.AppendAllTextAsync(Path.Combine(place.Data, "postgresql.auto.conf"), "hot_standby = off\n", ct);
        try
        {
            var cluster = copied.Superuser is { } superuser
                ? await new ConfiguredCopy(place, copied.Installation, Options, clock).RecoverAsync(superuser, ct)
                : await EmbeddedCluster.StartAsync(copied.Installation, Options, progress, clock, ct);
            await RestoredSettings.ForgetAsync(cluster, archives, ct);
            return cluster;
        }
        catch (EmbeddedPostgresException exception) when (exception.Failure == EmbeddedPostgresFailure.StartFailed)
        {
            throw new BackupException(exception.Message.Contains("before configured recovery target was reached", StringComparison.Ordinal)
                ? "The write-ahead log in the archive ends before the point, or the backup was finished after it. --set "
                    + "names an earlier one."
                : $"The restored server did not come up: {exception.Message}");
        }
    }

    /// <summary>Deletes the folder with all that was restored.</summary>
    public async Task RemoveAsync()
    {
        await EmbeddedCluster.ResetAsync(copied.Installation, Options, clock, CancellationToken.None);
        Directory.Delete(Folder, recursive: true);
    }

    private string[] Secret => [place.Password, EmbeddedSecrets.PathIn(place.Root)];

    private string? Missing() => copied.Secrets is { } secrets
        ? Secret.Select(file => In(secrets, file)).FirstOrDefault(file => !File.Exists(file))
        : null;

    private static string In(string secrets, string file) => Path.Combine(secrets, Path.GetFileName(file));
}
