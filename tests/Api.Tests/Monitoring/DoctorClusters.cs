using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Agora.Api.Tests.Cli;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Monitoring;

/// <summary>
/// A server of its own that <c>agora doctor</c> examines as Agora prepares it, with everything wrong that can be made wrong, and through
/// logins that fail. Roles, slots and the archive belong to the whole server, so it is not that of the other tests.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes fixtures asynchronously.")]
public sealed class DoctorClusters : IAsyncLifetime
{
    private const int Connections = 60, NearlyAll = 47;

    // Below /tmp, because the account that runs the server must be able to reach it.
    private readonly string folder = Path.Combine("/tmp", $"agora-doctor-{Guid.NewGuid():N}"[..20]);
    private readonly List<NpgsqlConnection> held = [];
    private readonly List<Task> running = [];
    private EmbeddedCluster? cluster;
    private IReadOnlyDictionary<string, DatabaseLogin> logins = new Dictionary<string, DatabaseLogin>(StringComparer.Ordinal);

    internal Examination Healthy { get; private set; } = Examination.None;

    internal Examination Sick { get; private set; } = Examination.None;

    internal Examination LockedOut { get; private set; } = Examination.None;

    public async Task InitializeAsync()
    {
        FileModes.MakeOpenFolder(folder);
        await StartAsync();
        (_, logins) = await DatabaseBootstrap.PrepareAsync(Admin("postgres"), "the tests", "agora", CancellationToken.None);
        var secret = SecretKeys.Generate();
        await MigrateAsync(secret);
        Healthy = await ExamineAsync(new Dictionary<string, string>(Environment(secret), StringComparer.Ordinal)
        {
            ["Mail__PickupFolder"] = folder,
            ["Health__DiskMaxPercent"] = "100",
            ["Health__MediaMaxPercent"] = "100",
            ["Doctor__DataMaxPercent"] = "100",
        });

        await MakeWrongAsync();
        Sick = await ExamineAsync(new Dictionary<string, string>(Environment(secret), StringComparer.Ordinal)
        {
            ["Mail__SmtpHost"] = "127.0.0.1",
            ["Mail__SmtpPort"] = "9",
            ["Health__DiskMaxPercent"] = "1",
            ["Doctor__DataMaxPercent"] = "1",
            ["Doctor__MinimumServerVersion"] = "99.0",
            ["Doctor__Instances"] = "50",
            ["Doctor__LongTransactionSeconds"] = "0",
            ["Doctor__LockWaitSeconds"] = "0",
            ["Doctor__BloatMegabytes"] = "0",
            ["Doctor__UnusedIndexDays"] = "0",
        });

        var guessable = Convert.ToBase64String(new byte[32]);
        LockedOut = await ExamineAsync(new Dictionary<string, string>(Environment(guessable), StringComparer.Ordinal)
        {
            ["DATABASE_MAINTAIN_URL"] = (logins["app_readonly"] with { Password = "wrong" }).Url,
            ["DATABASE_MIGRATOR_URL"] = (logins["app_migrator"] with { Database = "nowhere" }).Url,
            ["DATABASE_WATCH_URL"] = "",
        });
    }

    public async Task DisposeAsync()
    {
        if (held.Count > 0)
        {
            await Superuser().ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
            await Task.WhenAll(running);
        }

        foreach (var connection in held)
        {
            await connection.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private string Admin(string database) => cluster!.AdminConnectionString(database);

    private NpgsqlDataSource Superuser(string database = "agora") => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(Admin(database)) { Pooling = false });

    private async Task StartAsync()
    {
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(folder, "cluster"),
            Port = 0,
            Durable = false,
            MaxConnections = Connections,
        };
        var progress = new Progress<string>();
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, TimeProvider.System, CancellationToken.None);
        cluster = await EmbeddedCluster.StartAsync(installation, options, progress, TimeProvider.System, CancellationToken.None);
        logins = logins.ToDictionary(login => login.Key, login => login.Value with { Port = cluster.Port }, StringComparer.Ordinal);
    }

    private async Task MigrateAsync(string secret)
    {
        NpgsqlConnectionStringBuilder As(string role) => PostgresUrl.Parse(logins[role].Url, role);
        var access = new DatabaseAccess(As("app_api"), As("app_migrator"), new SecretKeys(secret, []), "the tests");
        var report = await DatabaseMigrations.UpAsync(access, SilentObserver.Instance, TimeProvider.System, CancellationToken.None);
        report.Failure.ShouldBeNull();
    }

    private Dictionary<string, string> Environment(string secret) => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = logins["app_api"].Url,
        ["DATABASE_MIGRATOR_URL"] = logins["app_migrator"].Url,
        ["DATABASE_WATCH_URL"] = logins["ops_watch"].Url,
        ["DATABASE_MAINTAIN_URL"] = logins["ops_maintain"].Url,
        ["SECRET_KEY"] = secret,
        ["Media__Folder"] = Path.Combine(folder, "media"),
        // What the runtime takes for the memory of the machine: four times the shared buffers of a throw-away cluster.
        ["DOTNET_GCHeapHardLimit"] = "0x40000000",
    };

    private async Task MakeWrongAsync()
    {
        await Superuser("postgres").ExecuteAsync("CREATE DATABASE old TEMPLATE template0");
        await Superuser("old").ExecuteAsync("CREATE TABLE damaged AS SELECT n FROM generate_series(1, 1000) AS n");
        var damaged = await Superuser("old").ScalarAsync<string>("SELECT pg_relation_filepath('damaged')");
        foreach (var setting in new[]
        {
            "shared_buffers = '16MB'", "archive_mode = on", "archive_command = '/bin/false'", "log_lock_waits = off",
        })
        {
            await Superuser().ExecuteAsync($"ALTER SYSTEM SET {setting}");
        }

        await cluster!.StopAsync(CancellationToken.None);
        await DamageAsync(Path.Combine(folder, "cluster", "data", damaged!));
        await StartAsync();

        await Should.ThrowAsync<PostgresException>(Superuser("old").ExecuteAsync("SELECT count(*) FROM damaged"));
        await LoseSlotAsync();
        await Superuser().ExecuteAsync(await File.ReadAllTextAsync(
            Path.Combine(Generated.Folder, "tests/Api.Tests/Monitoring/make-wrong.sql")));
        await Superuser().ExecuteAsync("VACUUM (TRUNCATE off, ANALYZE) app.emptied");
        await HoldSessionsAsync();
        while (await Superuser().ScalarAsync<long>("SELECT failed_count FROM pg_stat_archiver") == 0)
        {
            await Task.Yield();
        }

        var settings = Path.Combine(folder, ".env");
        await File.WriteAllTextAsync(settings, "");
        FileModes.Set(settings, FileModes.Readable);
    }

    /// <summary>A slot whose log a checkpoint removes; the limit is then as before.</summary>
    private async Task LoseSlotAsync()
    {
        await Superuser().ExecuteAsync("SELECT pg_create_physical_replication_slot('lost', true)");
        await Superuser().ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await Superuser().ExecuteAsync("SELECT pg_reload_conf()");
        while (await Superuser().ScalarAsync<string>("SELECT invalidation_reason FROM pg_replication_slots") is null)
        {
            await Superuser().ExecuteAsync("SELECT pg_switch_wal()");
            await Superuser().ExecuteAsync("CHECKPOINT");
        }

        await Superuser().ExecuteAsync("ALTER SYSTEM RESET max_slot_wal_keep_size");
        await Superuser().ExecuteAsync("SELECT pg_reload_conf()");
    }

    private static async Task DamageAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Seek(4000, SeekOrigin.Begin);
        await stream.WriteAsync(new byte[64]);
        stream.Seek(7000, SeekOrigin.Begin);
        await stream.WriteAsync("damaged damaged"u8.ToArray());
    }

    /// <summary>One transaction that does nothing and holds a lock, one that runs, one that waits; and many that only take room.</summary>
    private async Task HoldSessionsAsync()
    {
        for (var number = 0; number < NearlyAll; number++)
        {
            held.Add(await Superuser().OpenConnectionAsync());
        }

        await BeginAsync(held[0], "LOCK TABLE app.tasks IN ACCESS EXCLUSIVE MODE");
        running.Add(EndedAsync(BeginAsync(held[1], "SELECT pg_sleep(600)")));
        running.Add(EndedAsync(BeginAsync(held[2], "LOCK TABLE app.tasks IN ACCESS EXCLUSIVE MODE")));
        await Superuser().WaitersAsync(1);
    }

    private static async Task BeginAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task EndedAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            // By the end of the fixture.
        }
    }

    private async Task<Examination> ExamineAsync(Dictionary<string, string> environment)
    {
        var assignments = environment.Select(pair => $"export {pair.Key}='{pair.Value}'");
        var (exit, output, errors) = await AgoraProcess.RunInShellAsync(
            string.Join("; ", assignments.Prepend($"cd '{folder}'")), "doctor", "--json");
        output.ShouldStartWith("{", Case.Sensitive, errors);
        return new Examination(exit, JsonDocument.Parse(output).RootElement);
    }
}

/// <param name="Report">The response of the API.</param>
internal sealed record Examination(int Exit, JsonElement Report)
{
    public static readonly Examination None = new(-1, default);

    public IReadOnlyList<(string Code, string Severity, string? Subject)> Findings { get; } =
        Report.ValueKind == JsonValueKind.Undefined ? [] : [.. Report.GetProperty("findings").EnumerateArray().Select(finding => (
            finding.GetProperty("code").GetString()!,
            finding.GetProperty("severity").GetString()!,
            finding.GetProperty("subject").GetString()))];

    /// <summary>Of checks that could not be made.</summary>
    public IReadOnlyList<string> Failures { get; } =
        Report.ValueKind == JsonValueKind.Undefined ? [] : [.. Report.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("code").GetString() == "check.failed")
            .Select(finding => $"{finding.GetProperty("subject")}: {finding.GetProperty("message")}")];
}
