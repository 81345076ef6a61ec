using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Testing;

/// <summary>
/// One cluster that several test processes share. Each holds a shared lock on <c>users.lock</c> for its life. A small shell process, the
/// reaper, waits until it is free, and then stops the server and deletes it: the kernel releases the locks of a killed run too,
/// and a test host is given no time for cleaning up at its end. Should the reaper be killed as well, the next run finds a cluster
/// without a holder and deletes it first.
/// </summary>
internal sealed class ThrowAwayCluster : IDisposable
{
    // $1 is the folder, $2 the seconds to wait. Descriptor 7 says that the reaper lives, 8 is the gate, 9 the users' lock.
    private const string Reaper = """
        exec > /dev/null 2>&1 < /dev/null
        cd "$1" || exit 1
        exec 7> reaper.lock 8> gate.lock 9> users.lock
        flock --nonblock 7 || exit 0
        while :; do
            flock 9
            flock --unlock 9
            sleep "$2"
            flock 8
            if flock --nonblock 9; then
                server=$(head -n 1 cluster/data/postmaster.pid)
                kill -s QUIT "$server"
                tries=0
                while kill -0 "$server" && [ "$tries" -lt 100 ]; do
                    tries=$((tries + 1))
                    sleep 0.1
                done
                rm -rf cluster
                exit 0
            fi
            flock --unlock 8
        done
        """;

    /// <summary>Bridges the gap between two test projects of one run, which would otherwise start and fill a cluster each.</summary>
    public static readonly TimeSpan DefaultLinger = TimeSpan.FromSeconds(10);

    /// <summary>Files in memory: clones make and delete hundreds of thousands, which take ext4 a fifth of the time of all tests.</summary>
    private const string Memory = "/dev/shm";

    /// <summary>In bytes: several times what a run holds, since the server also keeps shared memory there.</summary>
    private const long RoomNeeded = 8L << 30;

    private readonly EmbeddedCluster cluster;
    private readonly FileLock use;

    private ThrowAwayCluster(EmbeddedCluster cluster, FileLock use)
    {
        this.cluster = cluster;
        this.use = use;
    }

    public string AdminConnectionString(string database) => cluster.AdminConnectionString(database);

    /// <summary>One folder for each checkout and user: roles belong to a cluster, and two checkouts may differ in theirs.</summary>
    public static string DefaultFolder()
    {
        var checkout = new DirectoryInfo(AppContext.BaseDirectory);
        while (checkout.Parent is not null && !File.Exists(Path.Combine(checkout.FullName, "App.sln")))
        {
            checkout = checkout.Parent;
        }

        var temporary = HasRoomInMemory() ? Memory : Path.GetTempPath();
        if (ServiceAccount.ForThisProcess() is not null && !ServiceAccount.CanReach(temporary))
        {
            temporary = "/tmp";
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkout.FullName)))[..8];
        return Path.Combine(temporary, $"agora-test-{Environment.UserName}-{hash}");
    }

    private static bool HasRoomInMemory() =>
        Directory.Exists(Memory) && new DriveInfo(Memory) is { DriveFormat: "tmpfs", AvailableFreeSpace: >= RoomNeeded };

    /// <param name="linger">How long the cluster outlives its last user.</param>
    public static async Task<ThrowAwayCluster> OpenAsync(string folder, TimeSpan linger, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var progress = new ErrorStream();
        FileModes.MakeOpenFolder(folder);
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(folder, "cluster"),
            Port = 0,
            Durable = false,
            StopsWithHost = false,
            MaxConnections = 300,
        };

        // Before the gate: the download may take minutes, and has a lock of its own.
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, clock, ct);
        using var gate = await FileLock.ExclusiveAsync(Path.Combine(folder, "gate.lock"), () => { }, clock, ct);
        await DeleteLeftoverAsync(installation, options, folder, clock, ct);

        var hold = await FileLock.SharedAsync(Path.Combine(folder, "users.lock"), () => { }, clock, ct);
        try
        {
            var running = await EmbeddedCluster.StartAsync(installation, options, progress, clock, ct);
            await StartReaperAsync(folder, linger, ct);
            return new ThrowAwayCluster(running, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Releases the cluster. The reaper does the rest when no process holds it any more.</summary>
    public void Dispose()
    {
        cluster.ReleaseOwnership();
        use.Dispose();
    }

    // With neither a user nor a reaper, what lies there was left by a run that was killed as a whole.
    private static async Task DeleteLeftoverAsync(
        PostgresInstallation installation, EmbeddedPostgresOptions options, string folder, TimeProvider clock, CancellationToken ct)
    {
        using var nobody = FileLock.TryExclusive(Path.Combine(folder, "users.lock"));
        using var reaper = FileLock.TryExclusive(Path.Combine(folder, "reaper.lock"));
        if (nobody is not null && reaper is not null)
        {
            await EmbeddedCluster.ResetAsync(installation, options, clock, ct);
        }
    }

    private static async Task StartReaperAsync(string folder, TimeSpan linger, CancellationToken ct)
    {
        // A second one ends at once, so there is no need to look first.
        var seconds = linger.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await ChildProcess.RunAsync(["setsid", "--fork", "/bin/sh", "-c", Reaper, "reaper", folder, seconds], ct);
    }

    private sealed class ErrorStream : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
