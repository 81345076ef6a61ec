using Npgsql;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>One of the two servers of an upgrade while it runs, as its superuser. It runs on when the command ends.</summary>
internal sealed class UpgradeServer : IAsyncDisposable
{
    public const string Database = "agora";

    /// <summary>What the follower needs, and the leader, as soon as it is that.</summary>
    private const string Settings = """

        # An upgrade by logical replication (agora cluster upgrade).
        wal_level = logical
        max_worker_processes = 16
        max_logical_replication_workers = 8
        max_sync_workers_per_subscription = 6
        wal_retrieve_retry_interval = 1s

        """;

    private readonly EmbeddedCluster cluster;

    private UpgradeServer(ClusterFolder place, PostgresInstallation installation, EmbeddedCluster cluster)
    {
        this.cluster = cluster;
        Place = place;
        Installation = installation;
    }

    public ClusterFolder Place { get; }

    public PostgresInstallation Installation { get; }

    public int Port => cluster.Port;

    /// <summary>Starts it, or joins it where Agora serves it.</summary>
    public static async Task<UpgradeServer> StartAsync(
        UpgradeSide side,
        PostgresInstallation installation,
        EmbeddedPostgresOptions options,
        int port,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var own = options with
        {
            DataDirectory = side.Folder,
            Port = port != 0 && ClusterStarter.IsFree(port) ? port : 0,
            Replication = Settings,
            StopsWithHost = false,
        };
        return new UpgradeServer(
            EmbeddedCluster.FolderOf(installation, own),
            installation,
            await EmbeddedCluster.StartAsync(installation, own, progress, clock, ct));
    }

    public string Admin(string database = Database) => cluster.AdminConnectionString(database);

    public Task RunAsync(string sql, CancellationToken ct, params object[] values) =>
        ListAsync(sql, _ => 0, ct, values);

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct, params object[] values) =>
        (await ListAsync(sql, row => row.GetFieldValue<T>(0), ct, values))[0];

    public async Task<List<T>> ListAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values)
    {
        await using var connection = await OpenAsync(ct);
        return await ListAsync(connection, sql, read, ct, values);
    }

    public static Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values) =>
        // Copies, counts and waits take as long as the data is large; the operator ends them.
        connection.ListRowsAsync(sql, 0, read, ct, values);

    /// <summary>A session of its own, for what has to happen in one.</summary>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => OpenAsync(Database, ct);

    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin(database)) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync(CancellationToken ct) => cluster.StopAsync(ct);

    public ValueTask DisposeAsync()
    {
        cluster.ReleaseOwnership();
        return ValueTask.CompletedTask;
    }
}
