using System.Net;
using System.Net.Sockets;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Provisioning;
using Agora.Infrastructure.Database.Pooling;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Testing;

/// <summary>
/// A PgBouncer between tests and their server, for every database of it. With <c>AGORA_TEST_POOLER=1</c> each test process has one, and all
/// hosts under test reach their databases through it.
/// </summary>
internal sealed class TestPooler : IAsyncDisposable
{
    public const string Variable = "AGORA_TEST_POOLER";

    private static readonly Lazy<Task<TestPooler>> Shared = new(OpenSharedAsync);

    private static readonly Lazy<string?> Absence = new(FindAbsence);

    private readonly PoolerProcess process;
    private readonly string folder;

    private TestPooler(PoolerProcess process, string folder, PoolerSettings settings)
    {
        this.process = process;
        this.folder = folder;
        Settings = settings;
    }

    public PoolerSettings Settings { get; }

    /// <summary>Why there is no PgBouncer, in one line; null where there is one.</summary>
    public static string? Missing => Absence.Value;

    /// <returns>Null unless the variable asks for it.</returns>
    public static async Task<TestPooler?> SharedAsync() =>
        Environment.GetEnvironmentVariable(Variable) is "1" ? await Shared.Value : null;

    /// <summary>The login that leads to the server itself, where the given one leads to the pooler of the tests.</summary>
    public static string? Past(string? url)
    {
        if (string.IsNullOrEmpty(url) || !Shared.IsValueCreated || !Shared.Value.IsCompletedSuccessfully)
        {
            return null;
        }

        var pooler = Shared.Value.Result.Settings;
        // Not parsed before: it may be a text that a test wants to be refused.
        return url.Contains($"@127.0.0.1:{pooler.Port}/", StringComparison.Ordinal)
            ? (DatabaseLogin.Parse(url, "DATABASE_URL") with { Host = pooler.Server.Host!, Port = pooler.Server.Port }).Url
            : null;
    }

    /// <param name="server">Login of the only role that it lets in.</param>
    public static async Task<TestPooler> OpenAsync(NpgsqlConnectionStringBuilder server, int poolSize, string mode = "transaction")
    {
        // Below /tmp, because the account that runs PgBouncer must be able to reach it.
        var place = Path.Combine("/tmp", $"agora-pooler-{Guid.NewGuid():N}");
        var settings = new PoolerSettings(server, FreePort(), poolSize, MaxClients: 1000) { ServesAllDatabases = true, Mode = mode };
        var started = await PoolerProcess.StartAsync(
            place, settings, new EmbeddedPostgresOptions(), new ErrorStream(), TimeProvider.System, CancellationToken.None);
        return new TestPooler(started, place, settings);
    }

    /// <summary>The login, through PgBouncer.</summary>
    public NpgsqlConnectionStringBuilder Through(NpgsqlConnectionStringBuilder login) =>
        new(login.ConnectionString) { Host = "127.0.0.1", Port = Settings.Port };

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<TestPooler> OpenSharedAsync()
    {
        var cluster = await TestCluster.GetAsync();
        var pooler = await OpenAsync(ApiDatabase.AccessTo(cluster.AdminConnectionString("postgres")).Runtime, poolSize: 20);
        // A test host is given no time for cleaning up at its end; PgBouncer ends with it.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(pooler.folder, recursive: true);
        return pooler;
    }

    // Asked by attributes, which cannot wait otherwise.
    private static string? FindAbsence()
    {
        try
        {
            Task.Run(() => ToolProvisioner.FindOrProvisionAsync(
                ServerTool.PgBouncer, new EmbeddedPostgresOptions(), new ErrorStream(), TimeProvider.System,
                CancellationToken.None)).Wait();
            return null;
        }
        catch (AggregateException failure) when (failure.InnerException is EmbeddedPostgresException)
        {
            return "There is no PgBouncer on this machine, and none could be fetched. Install it: apt-get install pgbouncer";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ErrorStream : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
