using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Migrations.Tests;

/// <summary>
/// Autovacuum gives way only to one who waits in the queue until the deadlock check. It is off on the server of the tests, so this one has
/// its own.
/// </summary>
public sealed class AutovacuumTests : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"agora-autovacuum-{Guid.NewGuid():N}");
    private EmbeddedCluster? cluster;

    public async Task InitializeAsync()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = folder, Port = 0, Durable = false };
        var installation = await PostgresProvisioner.FindOrProvisionAsync(
            options, new Progress<string>(), TimeProvider.System, CancellationToken.None);
        cluster = await EmbeddedCluster.StartAsync(
            installation, options, new Progress<string>(), TimeProvider.System, CancellationToken.None);
        await ExecuteAsync("ALTER SYSTEM SET autovacuum = on");
        await ExecuteAsync("ALTER SYSTEM SET autovacuum_naptime = 1");
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waits_long_enough_for_autovacuum_to_give_way(bool mayLowerDeadlockTimeout)
    {
        await ExecuteAsync(
            "CREATE ROLE migrator LOGIN PASSWORD 'x'; GRANT CREATE ON DATABASE postgres TO migrator; GRANT CREATE ON SCHEMA public TO "
            + "migrator;");
        if (mayLowerDeadlockTimeout)
        {
            await ExecuteAsync("GRANT SET ON PARAMETER deadlock_timeout TO migrator");
        }

        // One page a second: the vacuum is at work for as long as the test needs.
        await ExecuteAsync("""
            CREATE TABLE t (x int) WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,
                autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
            ALTER TABLE t OWNER TO migrator;
            INSERT INTO t SELECT generate_series(1, 100000);
            DELETE FROM t WHERE x % 2 = 0;
            """);
        await UntilAsync("SELECT count(*) > 0 FROM pg_stat_progress_vacuum WHERE relid = 't'::regclass");
        var directory = Directory.CreateTempSubdirectory("agora-migrations-");
        Directory.CreateDirectory(Path.Combine(directory.FullName, "migrations"));
        await File.WriteAllTextAsync(
            Path.Combine(directory.FullName, "migrations", "20260101000000_add_column.sql"), "ALTER TABLE t ADD COLUMN y int;");
        var login = new NpgsqlConnectionStringBuilder(cluster!.AdminConnectionString("postgres")) { Username = "migrator", Password = "x" };
        var events = new RecordingObserver();

        var report = await new Migrator(
            new MigratorOptions { ConnectionString = login.ConnectionString, Directory = directory.FullName }, events, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);
        directory.Delete(recursive: true);

        report.Failure.ShouldBeNull();
        var attempts = events.Of<LockAttempted>().ToList();
        attempts.Single().Blockers.Single().Autovacuum.ShouldBeTrue();
        events.Of<StepDone>().Single().Attempts.ShouldBe(2);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(cluster!.AdminConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task UntilAsync(string condition)
    {
        await using var connection = new NpgsqlConnection(cluster!.AdminConnectionString("postgres"));
        await connection.OpenAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120), TimeProvider.System);
        await using var command = new NpgsqlCommand(condition, connection);
        while (await command.ExecuteScalarAsync(limit.Token) is not true)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
