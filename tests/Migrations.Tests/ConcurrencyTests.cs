using Npgsql;

namespace Agora.Migrations.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Five_runners_on_an_empty_database_apply_each_version_once()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);")
            .Migration(
                "20260102000000_index_things", "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY things_idx ON things ((id + 1));")
            .Migration("20260103000000_fill_things", "INSERT INTO things VALUES (1);")
            .Repeatable("things", "CREATE OR REPLACE VIEW thing_ids AS SELECT id FROM things;");

        var reports = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            new Migrator(bench.Options, new RecordingObserver(), TimeProvider.System).UpAsync(null, CancellationToken.None)));

        reports.Select(report => report.Failure).ShouldAllBe(failure => failure == null);
        reports.SelectMany(report => report.Applied).Order().ShouldBe([20260101000000, 20260102000000, 20260103000000]);
        reports.SelectMany(report => report.Repeatables).ShouldBe(["things"]);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM things")).ShouldBe(1);
    }

    [Fact]
    public async Task Names_the_other_runner_when_it_does_not_come_to_an_end()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Options = bench.Options with { RunnerWait = TimeSpan.Zero };
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);");
        await using var other = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(bench.ConnectionString)
            {
                Pooling = false,
                ApplicationName = "the other one",
            }.ConnectionString);
        await other.OpenAsync();
        var key = new History.HistoryNames(bench.Options).LockKey;
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_lock(1885826353, {key})", other);
        await hold.ExecuteNonQueryAsync();

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.AnotherRunner);
        report.Failure!.Message.ShouldContain($"pid {other.ProcessID}, postgres \"the other one\"");
    }

    [Fact]
    public async Task Stops_when_another_tool_has_recorded_the_version_in_the_meantime()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_make_things",
            "CREATE TABLE things (id bigint);\nINSERT INTO \"VersionInfo\" (\"Version\") VALUES (20260101000000);");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.AnotherRunner);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('things') IS NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Connects_again_and_reads_the_history_when_the_answer_to_commit_is_lost()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", """
            CREATE TABLE things (id bigint);
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT count(*) FROM pg_class WHERE relname = 'died') = 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
            INSERT INTO things VALUES (1);
            """);
        var observer = new WarningRuns(() => bench.Run("CREATE TABLE died ()"));

        var report = await new Migrator(bench.Options, observer, TimeProvider.System).UpAsync(null, CancellationToken.None);

        report.Failure.ShouldBeNull();
        report.Applied.ShouldBe([20260101000000]);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM things")).ShouldBe(1);
    }

    private sealed class WarningRuns(Action action) : Events.IMigrationObserver
    {
        public void On(Events.MigrationEvent happened)
        {
            if (happened is Events.Warned { Code: "commit-unknown" })
            {
                action();
            }
        }
    }
}
