using Agora.Migrations.Events;
using Agora.Testing;
using Npgsql;

namespace Agora.Migrations.Tests;

/// <summary>The runner is killed, or its worker terminated, while the server is in the middle of a statement.</summary>
public sealed class InterruptedStatementTests
{
    private const string Waiting =
        "SELECT count(*) > 0 FROM pg_stat_progress_create_index WHERE datname = current_database() AND phase LIKE 'waiting%'";

    [Theory]
    [InlineData(true, "CREATE UNIQUE INDEX CONCURRENTLY t_x_idx ON t (x);")]
    [InlineData(false, "CREATE UNIQUE INDEX CONCURRENTLY t_x_idx ON t (x);")]
    [InlineData(true, "REINDEX INDEX CONCURRENTLY t_y_idx;")]
    [InlineData(false, "REINDEX INDEX CONCURRENTLY t_y_idx;")]
    public async Task Repairs_a_concurrent_build_that_was_cut_in_the_middle(bool kill, string statement)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            "CREATE TABLE t (x int, y int); CREATE INDEX t_y_idx ON t (y); INSERT INTO t SELECT g, g FROM generate_series(1, 1000) AS g");
        bench.Migration("20260101000000_build_it", "-- migrate: transaction=off\n" + statement);
        await using var proxy = new CuttingProxy(bench.ConnectionString);

        // An old snapshot that never touches the table holds the build in its waiting phase for as long as the test likes.
        await using (var snapshot = await bench.ConnectAsync())
        {
            await ExecuteAsync(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
            var run = new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, bench.Events, TimeProvider.System)
                .UpAsync(null, CancellationToken.None);
            await UntilAsync(bench, Waiting);
            if (kill)
            {
                proxy.Cut();
                // The snapshot stays until the server has noticed: otherwise the orphan would finish the build.
                await UntilAsync(bench, "SELECT count(*) = 0 FROM pg_stat_progress_create_index WHERE datname = current_database()");
            }
            else
            {
                await bench.RunAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index WHERE datname = current_database()");
            }

            (await run).Exit.ShouldBe(MigratorExit.Failed);
        }

        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);

        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid")).ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname ~ '_cc(new|old)'")).ShouldBe(0);
        bench.Events.Of<Repaired>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Takes_over_what_an_orphan_of_the_dead_runner_finished()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Migration("20260101000000_build_it", "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY t_x_idx ON t (x);");
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        var cut = new OnFirst<StatementStarted>();
        await using (var snapshot = await bench.ConnectAsync())
        {
            await ExecuteAsync(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
            _ = new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, cut, TimeProvider.System).UpAsync(
                null, CancellationToken.None);
            await UntilAsync(bench, Waiting);
            proxy.Cut();
        }

        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);
        (await bench.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x_idx'::regclass")).ShouldBeTrue();
    }

    [Fact]
    public async Task Leaves_the_lock_queue_when_the_runner_is_killed_while_it_waits()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Write("migrate.toml", "[locks]\nfirst = \"60s\"\nlast = \"60s\"");
        bench.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;");
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        await using var reader = await bench.ConnectAsync();
        await ExecuteAsync(reader, "BEGIN; SELECT * FROM t");

        var run = new Migrator(
            bench.Options with { ConnectionString = proxy.ConnectionString }, SilentObserver.Instance, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);
        await UntilAsync(bench, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass");
        proxy.Cut();
        await run;

        // Readers behind the dead runner proceed although the first reader still reads: its backend has noticed and ended.
        (await bench.ScalarAsync<long>("SELECT count(*) FROM t")).ShouldBe(0);
        await reader.DisposeAsync();
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);
    }

    [Fact]
    public async Task A_first_request_to_stop_lets_a_concurrent_build_finish_and_stops_behind_it()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int, y int)");
        bench.Migration(
            "20260101000000_build_two",
            "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY t_x_idx ON t (x);\nCREATE INDEX CONCURRENTLY t_y_idx ON t (y);");
        using var stop = new CancellationTokenSource();
        Task<MigrationReport> run;
        await using (var snapshot = await bench.ConnectAsync())
        {
            await ExecuteAsync(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
            run = bench.Migrator().UpAsync(null, stop.Token);
            await UntilAsync(bench, Waiting);
            await stop.CancelAsync();
        }

        (await run).Exit.ShouldBe(MigratorExit.Failed);
        (await bench.ScalarAsync<string>(
            "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ',') FROM pg_index WHERE indrelid = 't'::regclass"))
            .ShouldBe("t_x_idx true");
        await bench.MustUpAsync();
    }

    [Fact]
    public async Task A_second_request_cancels_the_build_and_cleans_up()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Migration("20260101000000_build_one", "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY t_x_idx ON t (x);");
        using var abort = new CancellationTokenSource();
        var migrator = new Migrator(bench.Options, bench.Events, TimeProvider.System) { Abort = abort.Token };
        await using var snapshot = await bench.ConnectAsync();
        await ExecuteAsync(snapshot, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");

        var run = migrator.UpAsync(null, CancellationToken.None);
        await UntilAsync(bench, Waiting);
        await abort.CancelAsync();
        await UntilAsync(bench, "SELECT count(*) = 0 FROM pg_stat_progress_create_index WHERE datname = current_database()");
        await snapshot.DisposeAsync();

        (await run).Failure!.Message.ShouldBe("Cancelled on request. No half-made index is left.");
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")).ShouldBe(0);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilAsync(Bench bench, string condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120), TimeProvider.System);
        while (!await bench.ScalarAsync<bool>(condition))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
