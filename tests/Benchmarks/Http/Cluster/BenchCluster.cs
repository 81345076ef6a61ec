using System.Diagnostics;
using System.Globalization;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Npgsql;

namespace Agora.Benchmarks.Http.Cluster;

/// <summary>
/// A cluster of the bench's own, durable and with 1 GB of shared buffers, migrated by the program under test. Disposing stops it, and
/// deletes it unless it is kept.
/// </summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    /// <summary>The role of the bare server and of pgbench: row-level security does not concern it.</summary>
    public const string Owner = "bench";

    private const string OwnerPassword = "bench", SharedBuffers = "1GB";

    private readonly DatabaseServer server;
    private readonly string secret;
    private readonly bool isKept;

    private BenchCluster(string folder, DatabaseServer server, string secret, bool isKept)
    {
        this.secret = secret;
        Folder = folder;
        this.server = server;
        this.isKept = isKept;
        var admin = server.Cluster!.AdminConnectionString(server.Access.Runtime.Database!);
        Superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin)
        {
            CommandTimeout = 0,
            ApplicationName = "bench",
        });
    }

    /// <summary>Holds the cluster in <c>postgres</c>, and what the servers write.</summary>
    public string Folder { get; }

    public int Port => server.Cluster!.Port;

    public SecretKeys Secrets => server.Access.Secrets;

    public NpgsqlDataSource Superuser { get; }

    public string OwnerConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Owner,
        Password = OwnerPassword,
        Database = server.Access.Runtime.Database,
        SslMode = SslMode.Disable,
        MaxAutoPrepare = 64,
    }.ConnectionString;

    /// <summary>The same login for libpq.</summary>
    public IReadOnlyDictionary<string, string> OwnerEnvironment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PGHOST"] = "127.0.0.1",
        ["PGPORT"] = Port.ToString(CultureInfo.InvariantCulture),
        ["PGUSER"] = Owner,
        ["PGPASSWORD"] = OwnerPassword,
        ["PGDATABASE"] = server.Access.Runtime.Database!,
        ["PGSSLMODE"] = "disable",
    };

    /// <summary>The id of the process whose children are the backends.</summary>
    public int Postmaster =>
        EmbeddedCluster.GetStatus(server.Installation!, Options(Folder)).ProcessId
        ?? throw new BenchException("PostgreSQL has stopped.");

    /// <summary>A client program of the server's own version.</summary>
    public string Tool(string name) => server.Installation!.Tool(name);

    /// <param name="keep">Null for a folder that goes with the cluster.</param>
    public static async Task<BenchCluster> StartAsync(string? keep, CancellationToken ct)
    {
        var folder = keep is null ? Directory.CreateTempSubdirectory("agora-bench-").FullName : Path.GetFullPath(keep);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            // The account that runs PostgreSQL has to pass.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var cluster = await OpenAsync(folder, keep is not null, ct);
        if (await cluster.ScalarAsync<string>("SHOW shared_buffers", ct) == SharedBuffers)
        {
            return cluster;
        }

        await cluster.ExecuteAsync($"ALTER SYSTEM SET shared_buffers = '{SharedBuffers}'", ct);
        await cluster.ExecuteAsync("ALTER SYSTEM SET max_wal_size = '8GB'", ct);
        await cluster.ExecuteAsync("ALTER SYSTEM SET checkpoint_timeout = '30min'", ct);
        await cluster.StopAsync();
        return await OpenAsync(folder, keep is not null, ct);
    }

    /// <summary>Applies the migrations that are pending, and prepares what measuring needs.</summary>
    public async Task MigrateAsync(string agora, CancellationToken ct)
    {
        var start = new ProcessStartInfo(agora, ["migrate", "up"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Environment(start);
        using var migrate = Process.Start(start)!;
        var said = await migrate.StandardOutput.ReadToEndAsync(ct);
        await migrate.WaitForExitAsync(ct);
        if (migrate.ExitCode != 0)
        {
            throw new BenchException($"agora migrate up failed: {said}");
        }

        await ExecuteAsync("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", ct);
        await ExecuteAsync(
            $"""
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Owner}') THEN
                    CREATE ROLE {Owner} LOGIN SUPERUSER PASSWORD '{OwnerPassword}';
                END IF;
            END
            $$
            """,
            ct);
    }

    /// <summary>The environment in which Agora finds this cluster and nothing else of the machine's configuration.</summary>
    public void Environment(ProcessStartInfo start)
    {
        string[] passed = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT"];
        foreach (var name in start.Environment.Keys.Except(passed).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DATABASE_URL"] = server.Access.Runtime.ConnectionString;
        start.Environment["DATABASE_MIGRATOR_URL"] = server.Access.Migrator!.ConnectionString;
        start.Environment["SECRET_KEY"] = secret;
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<IReadOnlyList<T>> ColumnAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var values = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!isKept)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static async Task<BenchCluster> OpenAsync(string folder, bool isKept, CancellationToken ct)
    {
        var opened = await DatabaseServer.OpenAsync(
            new DatabaseOptions { Url = DatabaseServer.EmbeddedName },
            Options(folder),
            new SecretOptions(),
            development: false,
            new Progress(),
            TimeProvider.System,
            ct);
        var secrets = await EmbeddedSecrets.ReadOrCreateAsync(Path.Combine(opened.Cluster!.Folder, "agora.secrets.json"), ct);
        return new BenchCluster(folder, opened, secrets.SecretKey, isKept);
    }

    private async Task StopAsync()
    {
        await Superuser.DisposeAsync();
        await server.DisposeAsync();
    }

    private static EmbeddedPostgresOptions Options(string folder) =>
        new() { DataDirectory = Path.Combine(folder, "postgres"), Port = 0, MaxConnections = 200 };

    private sealed class Progress : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
