using Npgsql;

namespace Agora.Infrastructure.Database.Embedded;

public enum ClusterStart
{
    /// <summary>The server was down. We started it and stop it.</summary>
    Started,

    /// <summary>The server of a host that died was still up. It is ours now, and we stop it.</summary>
    TakenOver,

    /// <summary>Another Agora serves this cluster and stops it at its own end. We may use it meanwhile.</summary>
    Joined,
}

/// <param name="Port">Null when it does not run.</param>
public sealed record ClusterStatus(string Folder, bool Initialised, int? ProcessId, int? Port);

/// <summary>A running PostgreSQL in a folder of Agora's. Disposing stops it if it is ours to stop.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    public const string Superuser = "postgres";

    private readonly ClusterFolder folder;
    private readonly ServerProcess server;
    private readonly TimeProvider clock;
    private readonly string password;
    private HostExitMonitor? watch;
    private FileLock? host;

    private EmbeddedCluster(
        ClusterFolder folder, ClusterStart start, int port, FileLock? host, HostExitMonitor? watch, TimeProvider clock)
    {
        this.folder = folder;
        this.host = host;
        this.watch = watch;
        this.clock = clock;
        server = new ServerProcess(folder, clock);
        password = ReadPassword(folder);
        Start = start;
        Port = port;
    }

    public ClusterStart Start { get; }

    public int Port { get; }

    public string Folder => folder.Root;

    /// <summary>Where the sockets are; null when the path is too long for one.</summary>
    public string? SocketFolder => folder.Sockets;

    /// <summary>Starts the server, or finds it running. Concurrent calls, also of several processes, end with one server.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be had.</exception>
    public static async Task<EmbeddedCluster> StartAsync(
        PostgresInstallation installation,
        EmbeddedPostgresOptions options,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var place = FolderOf(installation, options);
        try
        {
            await place.CreateAsync(ct);
            return await StartAsync(installation, options, place, progress, clock, ct);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.BadFolder,
                $"The cluster in {place.Root} cannot be used: {exception.Message} If another account made it, run Agora as that one, or "
                + "set Database:Embedded:DataDirectory to a folder of your own.",
                exception);
        }
    }

    public static ClusterStatus GetStatus(PostgresInstallation installation, EmbeddedPostgresOptions options)
    {
        var place = FolderOf(installation, options);
        var running = new ServerProcess(place, TimeProvider.System).FindRunning();
        return new ClusterStatus(place.Root, place.IsInitialised, running?.ProcessId, running?.Port);
    }

    /// <summary>
    /// Takes a cluster whose server is not to be started, so that a server that is started there later ends with this process. Null where
    /// another Agora has it.
    /// </summary>
    internal static async Task<EmbeddedCluster?> HoldAsync(
        PostgresInstallation installation, ClusterFolder place, int port, bool stopsWithHost, TimeProvider clock, CancellationToken ct)
    {
        if (FileLock.TryExclusive(place.HostLock) is not { } claim)
        {
            return null;
        }

        try
        {
            var monitor = stopsWithHost ? await HostExitMonitor.StartAsync(installation, place, ct) : null;
            return new EmbeddedCluster(place, ClusterStart.TakenOver, port, claim, monitor, clock);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server and deletes the cluster with all its data. A folder that is not Agora's stays as it is.</summary>
    /// <exception cref="EmbeddedPostgresException">The folder is not ours, or another Agora serves it.</exception>
    public static async Task ResetAsync(
        PostgresInstallation installation, EmbeddedPostgresOptions options, TimeProvider clock, CancellationToken ct)
    {
        var place = FolderOf(installation, options);
        place.RequireOurs();
        if (!Directory.Exists(place.Root))
        {
            return;
        }

        using var gate = await FileLock.ExclusiveAsync(place.GateLock, () => { }, clock, ct);
        using var claim = FileLock.TryExclusive(place.HostLock) ?? throw new EmbeddedPostgresException(
            EmbeddedPostgresFailure.InUse, $"Another Agora serves the database in {place.Root}. Stop it first, then reset.");
        await new ServerProcess(place, clock).StopAsync(immediately: true, ct);
        place.Clear();
    }

    /// <summary>The superuser's way in, over TCP on this machine.</summary>
    public string AdminConnectionString(string database) => AdminConnectionString(database, Port);

    /// <summary>The same on another port: a standby of this server has the same superuser.</summary>
    public string AdminConnectionString(string database, int port) => ConnectionString(database, port, password).ConnectionString;

    /// <summary>Stops the server if this process owns it, otherwise only releases it.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (host is null)
        {
            return;
        }

        using var gate = await FileLock.ExclusiveAsync(folder.GateLock, () => { }, clock, ct);
        await server.StopAsync(immediately: false, ct);
        ReleaseOwnership();
    }

    /// <summary>
    /// Ends as a host that dies: the server is stopped by <see cref="HostExitMonitor"/>, or, where
    /// <see cref="EmbeddedPostgresOptions.StopsWithHost"/> is off, runs on until the next start takes it over.
    /// </summary>
    public void ReleaseOwnership()
    {
        host?.Dispose();
        host = null;
        watch?.Dispose();
        watch = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    internal static NpgsqlConnectionStringBuilder ConnectionString(string database, int port, string password) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Superuser,
        Password = password,
        Database = database,
        ApplicationName = "agora-admin",
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    internal static string ReadPassword(ClusterFolder folder) => File.ReadAllText(folder.Password).Trim();

    internal static ClusterFolder FolderOf(PostgresInstallation installation, EmbeddedPostgresOptions options)
    {
        var account = ServiceAccount.ForThisProcess();
        var path = new AgoraFolders(Environment.GetEnvironmentVariable, account).Cluster(options, installation.Version.Major);
        return new ClusterFolder(path, account);
    }

    private static async Task<EmbeddedCluster> StartAsync(
        PostgresInstallation installation,
        EmbeddedPostgresOptions options,
        ClusterFolder place,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        using var gate = await FileLock.ExclusiveAsync(
            place.GateLock, () => progress.Report("Another Agora is starting or stopping this server; waiting for it"), clock, ct);
        await place.MarkAsync(ct);
        var claim = FileLock.TryExclusive(place.HostLock);
        HostExitMonitor? started = null;
        try
        {
            // Before the server: no moment exists in which the host may die and the server stays.
            started = claim is not null && options.StopsWithHost ? await HostExitMonitor.StartAsync(installation, place, ct) : null;
            var starter = new ClusterStarter(installation, options, place, progress, clock);
            var (wasRunning, port) = await starter.StartOrFindAsync(ct);
            var start = claim is null ? ClusterStart.Joined : wasRunning ? ClusterStart.TakenOver : ClusterStart.Started;
            return new EmbeddedCluster(place, start, port, claim, started, clock);
        }
        catch
        {
            claim?.Dispose();
            started?.Dispose();
            throw;
        }
    }
}
