using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Running;
using Agora.Testing;
using Npgsql;

namespace Agora.Migrations.Tests.Engine;

/// <summary>FluentMigrator decides what a run consists of, the plan whether it may begin. Both must see the same versions.</summary>
public sealed class FluentEngineTests
{
    [Fact]
    public async Task Applies_the_versions_that_the_plan_lists()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_two_steps", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT nope;")
            .Migration("20260103000000_make_more", "CREATE TABLE more (id bigint);");
        (await bench.MustUpAsync(to: 20260101000000)).Applied.ShouldBe([20260101000000]);
        (await PlannedAsync(bench)).ShouldBe([20260102000000, 20260103000000]);

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        (await PlannedAsync(bench)).ShouldBe([20260102000000, 20260103000000]);

        bench.Migration("20260102000000_two_steps", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT 1;");
        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000, 20260103000000]);
        (await PlannedAsync(bench)).ShouldBeEmpty();

        await bench.RunAsync("DELETE FROM \"VersionInfo\" WHERE \"Version\" = 20260103000000; DROP TABLE more");
        (await PlannedAsync(bench)).ShouldBe([20260103000000]);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260103000000]);
    }

    [Fact]
    public async Task Applies_a_version_again_that_another_tool_took_back_below_newer_ones()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);")
            .Migration("20260103000000_make_last", "CREATE TABLE last (id bigint);");
        await bench.MustUpAsync();
        await bench.RunAsync("DELETE FROM \"VersionInfo\" WHERE \"Version\" = 20260102000000; DROP TABLE more");

        (await PlannedAsync(bench)).ShouldBe([20260102000000]);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000]);

        (await bench.ScalarAsync<bool>("SELECT to_regclass('more') IS NOT NULL")).ShouldBeTrue();
        (await PlannedAsync(bench)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Completes_a_version_that_failed_half_way_after_another_tool_applied_a_newer_one()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_two_steps", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT nope;")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        await bench.RunAsync(
            "CREATE TABLE more (id bigint); INSERT INTO \"VersionInfo\" VALUES (20260102000000, now(), 'make more')");
        bench.Migration("20260101000000_two_steps", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nCREATE TABLE b (x int);");

        (await PlannedAsync(bench)).ShouldBe([20260101000000]);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);

        (await bench.ScalarAsync<bool>("SELECT to_regclass('b') IS NOT NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Keeps_the_schema_public_and_its_history_when_everything_is_taken_back()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);", "DROP TABLE things;")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);", "DROP TABLE more;");
        await bench.MustUpAsync();

        (await bench.DownAsync(DownTarget.Version(0))).Applied.ShouldBe([20260102000000, 20260101000000]);

        (await bench.ScalarAsync<long>("SELECT count(*) FROM public.\"VersionInfo\"")).ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(1);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000, 20260102000000]);
    }

    [Fact]
    public async Task Refuses_to_continue_down_when_another_tool_applied_a_newer_version_meanwhile()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);", "DROP TABLE things;")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);", "DROP TABLE more;");
        await bench.MustUpAsync(to: 20260101000000);

        // The lock that the run waits for is held by another tool that applies the second version meanwhile.
        var observer = new ActingObserver(happened => happened is RunnerLockWaited, () =>
        {
            bench.Run("CREATE TABLE more (id bigint); INSERT INTO \"VersionInfo\" VALUES (20260102000000, now(), 'make more')");
            bench.Run("""
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """);
        });
        await using var holder = await bench.ConnectAsync();
        await HoldRunnerLockAsync(bench, holder);

        var report = await new Migrator(bench.Options, observer, TimeProvider.System).DownAsync(DownTarget.Last(1), CancellationToken.None);

        report.Exit.ShouldBe(MigratorExit.AnotherRunner);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(2);
    }

    [Fact]
    public async Task Has_succeeded_when_the_connection_is_lost_behind_the_last_version()
    {
        await using var bench = await Bench.CreateAsync();
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        var observer = new ActingObserver(happened => happened is MigrationDone, proxy.Cut);

        var report = await new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, observer, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);

        report.Failure.ShouldBeNull();
        report.Applied.ShouldBe([20260101000000]);
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
    }

    private static async Task HoldRunnerLockAsync(Bench bench, NpgsqlConnection holder)
    {
        var key = new HistoryNames(bench.Options).LockKey;
        await using var command = new NpgsqlCommand(FormattableString.Invariant($"SELECT pg_advisory_lock(1885826353, {key})"), holder);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long[]> PlannedAsync(Bench bench)
    {
        await using var run = await RunSession.OpenAsync(
            bench.Options, new MigratePolicy(), MigrationDirectory.Read(bench.Root), new EventLog(bench.Events, TimeProvider.System),
            new RunResult(), TimeProvider.System, CancellationToken.None);
        return [.. run.Plan.Pending.Select(item => item.Version)];
    }

    private sealed class ActingObserver(Func<MigrationEvent, bool> at, Action act) : IMigrationObserver
    {
        private bool acted;

        public void On(MigrationEvent happened)
        {
            if (!acted && at(happened))
            {
                acted = true;
                act();
            }
        }
    }
}
