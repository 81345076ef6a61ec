using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Migrations.Tests;

public sealed class LockTests
{
    [Fact]
    public async Task Does_not_queue_again_until_the_transaction_that_blocked_it_has_ended()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;");
        await using var reader = await ReadingAsync(bench);
        var pid = reader.ProcessID;
        var waiting = new OnFirst<LockAttempted>();

        var run = new Migrator(bench.Options, waiting, TimeProvider.System).UpAsync(null, CancellationToken.None);
        var attempt = await waiting.Seen;
        await reader.DisposeAsync();
        var report = await run;

        report.Failure.ShouldBeNull();
        attempt.Outcome.ShouldBe("timeout");
        attempt.Blockers.Single().Pid.ShouldBe(pid);
        attempt.Blockers.Single().State.ShouldBe("idle in transaction");
        waiting.All.OfType<BlockersAwaited>().Single().Gone.ShouldBeTrue();
        waiting.All.OfType<LockAttempted>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Gives_up_with_the_name_of_the_blocker_and_terminates_no_session()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Write("migrate.toml", "[locks]\nattempts = 2\nbudget = \"1s\"");
        bench.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;");
        await using var reader = await ReadingAsync(bench);

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.LocksNotObtained);
        report.Failure!.Hint.ShouldBe($"Let it finish, or end it knowingly: SELECT pg_terminate_backend({reader.ProcessID});");
        (await bench.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE pid = {reader.ProcessID}")).ShouldBe(1);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(0);
    }

    [Fact]
    public async Task Leaves_the_queue_when_too_many_wait_behind_it()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Write("migrate.toml", "[locks]\nfirst = \"20s\"\nlast = \"20s\"\nmax-queued = 2\nattempts = 1");
        bench.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;");
        await using var reader = await ReadingAsync(bench);
        var started = new OnFirst<StatementStarted>();

        var run = new Migrator(bench.Options, started, TimeProvider.System).UpAsync(null, CancellationToken.None);
        await started.Seen;
        await UntilAsync(bench, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass");
        var queued = Enumerable.Range(0, 4).Select(_ => bench.ScalarAsync<long>("SELECT count(*) FROM t")).ToArray();
        await Task.WhenAll(queued);
        var report = await run;

        report.Exit.ShouldBe(MigratorExit.LocksNotObtained);
        var attempt = started.All.OfType<LockAttempted>().Single();
        attempt.Outcome.ShouldBe("queue");
        attempt.QueuedBehind.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Rolls_back_a_step_that_holds_strong_locks_for_too_long()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Write("migrate.toml", "[strong]\nstep = \"300ms\"");
        bench.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;\nSELECT pg_sleep(30);");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.Failed);
        report.Failure!.Message.ShouldContain("held strong locks for more than 0.3 s");
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'y'")).ShouldBe(0);
    }

    [Fact]
    public async Task Notices_a_pooler_by_the_process_id_and_refuses_it()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await using var pooler = new WireProxy(bench.ConnectionString, (type, body) =>
        {
            // A pooler tells a process id of its own.
            if (type == WireProxy.BackendKeyData)
            {
                body[0] ^= 1;
            }
        });

        var report = await new Migrator(
            bench.Options with { ConnectionString = pooler.ConnectionString }, SilentObserver.Instance, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);

        report.Exit.ShouldBe(MigratorExit.UnsafeEnvironment);
        report.Failure!.Message.ShouldContain("pooler");
    }

    private static async Task<NpgsqlConnection> ReadingAsync(Bench bench)
    {
        var connection = await bench.ConnectAsync();
        await using var read = new NpgsqlCommand("BEGIN; SELECT * FROM t", connection);
        await read.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task UntilAsync(Bench bench, string condition)
    {
        while (!await bench.ScalarAsync<bool>(condition))
        {
            await Task.Yield();
        }
    }
}

/// <summary>Lets a test continue when the run has come to a point.</summary>
internal sealed class OnFirst<T> : IMigrationObserver
    where T : MigrationEvent
{
    private readonly TaskCompletionSource<T> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<MigrationEvent> all = [];

    public Task<T> Seen => seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    public IReadOnlyList<MigrationEvent> All => all;

    public void On(MigrationEvent happened)
    {
        all.Add(happened);
        if (happened is T first)
        {
            seen.TrySetResult(first);
        }
    }
}
