using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Agora.Infrastructure.Database.Embedded;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Agora.Testing;

/// <summary>
/// PostgreSQL in a container that the test processes of a checkout share. Each holds a shared advisory lock for its life, by a
/// connection that the kernel closes for a killed process too. A loop inside the container stops the server when the lock is free,
/// and the engine then removes the container, so neither a watcher beside it nor an end in good order is needed. What an engine
/// that stopped in between left is removed by its label before the next start.
/// </summary>
internal sealed class ContainerServer : IDisposable
{
    /// <summary>An image of PostgreSQL 17 with pgvector and the locale C.UTF-8.</summary>
    public const string ImageVariable = "AGORA_TEST_IMAGE", DefaultImage = "pgvector/pgvector:pg17";

    private const string Label = "agora.tests", UseLock = "4127530919", NoEngine = "no container engine answers";

    // What ClusterSettings gives the throw-away cluster: the tests of plans and of pg_stat_statements count on it.
    private static readonly string[] Settings =
    [
        "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=300",
        "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=all", "track_io_timing=on", "track_functions=all",
        "track_activity_query_size=4096", "jit=off", "shared_buffers=256MB", "effective_cache_size=1GB", "random_page_cost=1.1",
        "maintenance_work_mem=128MB", "max_wal_size=2GB", "wal_compression=off", "log_lock_waits=on",
    ];

    // A registry behind a closed network does not answer at all.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The engine's forwarder of the port may outlive the server a little, and a server under load may let one wait.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int Attempts = 10;

    private readonly string admin;
    private readonly NpgsqlConnection use;

    private ContainerServer(string admin, NpgsqlConnection use)
    {
        this.admin = admin;
        this.use = use;
    }

    public string AdminConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(admin) { Database = database }.ConnectionString;

    public static string DefaultFolder() => ThrowAwayCluster.DefaultFolder() + "-container";

    /// <param name="linger">How long the container outlives its last user, at least.</param>
    public static async Task<ContainerServer> OpenAsync(string folder, TimeSpan linger, CancellationToken ct)
    {
        FileModes.MakeOpenFolder(folder);
        using var gate = await FileLock.ExclusiveAsync(Path.Combine(folder, "gate.lock"), () => { }, TimeProvider.System, ct);
        var file = Path.Combine(folder, "login");
        if (File.Exists(file) && await JoinKnownAsync(file, ct) is { } running)
        {
            return running;
        }

        var image = Environment.GetEnvironmentVariable(ImageVariable) is { Length: > 0 } named ? named : DefaultImage;
        var login = MayThereBeAnEngine() ? await StartAsync(image, LabelOf(folder), ct) : throw new InvalidOperationException(NoEngine);
        var started = await TryJoinAsync(login, ct) ?? throw new InvalidOperationException($"The server of {image} takes no connection.");
        await started.EndWhenUnusedAsync(linger, ct);
        await KeepAsync(file, login, ct);
        return started;
    }

    public void Dispose() => use.Dispose();

    private static async Task<ContainerServer?> JoinKnownAsync(string file, CancellationToken ct)
    {
        try
        {
            return await TryJoinAsync(await File.ReadAllTextAsync(file, ct), ct);
        }
        catch (NpgsqlException exception)
        {
            throw new InvalidOperationException(
                $"The shared server of the tests does not let one in: {exception.Message} If it is none of ours any more, delete {file}.",
                exception);
        }
    }

    // The login of a superuser: for this account alone, and whole or not at all.
    private static async Task KeepAsync(string file, string login, CancellationToken ct)
    {
        var draft = file + ".draft";
        File.Delete(draft);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = FileModes.Secret;
        }

        await using (var stream = new StreamWriter(draft, how))
        {
            await stream.WriteAsync(login.AsMemory(), ct);
        }

        File.Move(draft, file, overwrite: true);
    }

    /// <returns>Null when the server is gone. Only that may be taken for it: the container of a gone server is removed.</returns>
    private static async Task<ContainerServer?> TryJoinAsync(string login, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var hold = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false, Timeout = 5 }.ConnectionString);
            try
            {
                await hold.OpenAsync(ct);
                await RunAsync(hold, $"SELECT pg_advisory_lock_shared({UseLock})", ct);
                return new ContainerServer(login, hold);
            }
            catch (NpgsqlException exception)
            {
                await hold.DisposeAsync();
                if (IsGone(exception))
                {
                    return null;
                }

                // An answer of the server will not change; a connection that broke or waited may.
                if (exception is PostgresException { IsTransient: false } || attempt == Attempts)
                {
                    throw;
                }
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    // A container that is stopping grants no lock, and then ends the connection.
    private static bool IsGone(NpgsqlException exception) => exception is
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow }
        or { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    // Every way by which the library finds one. Asking it takes a second where there is none.
    private static bool MayThereBeAnEngine()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "";
        return !OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOCKER_CONTEXT") is { Length: > 0 }
            || new[]
            {
                "/var/run/docker.sock",
                Path.Combine(runtime, "docker.sock"),
                Path.Combine(home, ".docker/run/docker.sock"),
                Path.Combine(home, ".docker/desktop/docker.sock"),
                Path.Combine(home, ".docker/config.json"),
                Path.Combine(home, ".testcontainers.properties"),
            }.Any(File.Exists);
    }

    private static async Task<string> StartAsync(string image, string label, CancellationToken ct)
    {
        TestcontainersSettings.ResourceReaperEnabled = false;
        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is not { } engine)
        {
            throw new InvalidOperationException(NoEngine);
        }

        await RemoveLeftoversAsync(engine, label, ct);
        var container = new PostgreSqlBuilder(image)
            .WithUsername("postgres")
            .WithDatabase("postgres")
            .WithPassword(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))
            .WithCommand([.. Settings.SelectMany(setting => (string[])["-c", setting])])
            .WithLabel(Label, label)
            .WithCleanUp(false)
            .WithAutoRemove(true)
            .WithLogger(NullLogger.Instance)
            .WithCreateParameterModifier(create => (create.HostConfig ??= new()).ShmSize = 256 * 1024 * 1024)
            .Build();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await container.StartAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
        {
            await container.DisposeAsync();
            throw new TimeoutException($"{image} was not pulled and started within {Patience.TotalMinutes} minutes", exception);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }

        // Some tests stand a proxy in between, which takes addresses and no names.
        var login = new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Database = "postgres" };
        login.Host = login.Host == "localhost" ? "127.0.0.1" : login.Host;
        return login.ConnectionString;
    }

    private static async Task RemoveLeftoversAsync(IDockerEndpointAuthenticationConfiguration engine, string label, CancellationToken ct)
    {
        using var client = engine.GetDockerClientBuilder(Guid.Empty).Build();
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{Label}={label}"] = true },
        };
        var all = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, ct);
        foreach (var left in all)
        {
            try
            {
                await client.Containers.RemoveContainerAsync(
                    left.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, ct);
            }
            catch (DockerApiException)
            {
                // The engine is removing it already.
            }
        }
    }

    private async Task EndWhenUnusedAsync(TimeSpan linger, CancellationToken ct)
    {
        await RunAsync(
            use,
            $"""
            CREATE FUNCTION end_when_unused() RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                IF pg_try_advisory_lock({UseLock}) THEN
                    COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; kill -s INT 1';
                END IF;
            END $$
            """,
            ct);
        var seconds = linger.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var look = "psql -XAtq -h /var/run/postgresql -U postgres -d postgres -c ''SELECT end_when_unused()''";
        await RunAsync(
            use,
            $"""
            COPY (SELECT 1) TO PROGRAM
                'cat > /dev/null; setsid sh -c "while sleep {seconds}; do {look}; done" > /dev/null 2>&1 < /dev/null &'
            """,
            ct);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string LabelOf(string folder) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{folder}")))[..16];
}
