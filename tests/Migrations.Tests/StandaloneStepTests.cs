using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Npgsql;

namespace Agora.Migrations.Tests;

public sealed class StandaloneStepTests
{
    [Theory]
    [InlineData("CALL work();")]
    [InlineData("CREATE INDEX CONCURRENTLY t_x_idx ON t (broken(x));")]
    [InlineData("SELECT broken(1);")]
    public async Task Ends_with_the_failure_of_the_statement_when_the_server_breaks_the_connection(string statement)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("""
            CREATE TABLE t (x int); INSERT INTO t VALUES (1);
            CREATE FUNCTION broken(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$;
            CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$;
            """);
        bench.Migration("20260101000000_work", $"-- migrate: step transaction=off\n{statement}");

        var report = await bench.UpAsync();

        (report.Exit, report.Failure!.SqlState, report.Failure.Line).ShouldBe((MigratorExit.Failed, "53100", 2));
        report.Failure.Message.ShouldStartWith("no room. ");
    }

    private const string Build = "-- migrate: transaction=off\nCREATE UNIQUE INDEX CONCURRENTLY t_x_idx ON t (x);";

    [Fact]
    public async Task Builds_two_indexes_concurrently_in_one_file()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int, y int)");
        bench.Migration("20260101000000_indexes", """
            -- migrate: transaction=off
            CREATE INDEX CONCURRENTLY t_x_idx ON t (x);
            -- in between
            ;
            CREATE INDEX CONCURRENTLY t_y_idx ON t (y);
            VACUUM (ANALYZE) t;
            ALTER TABLE t ADD COLUMN z int;
            """);

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid")).ShouldBe(2);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM migrate.journal WHERE state = 'done'")).ShouldBe(5);
    }

    [Fact]
    public async Task Removes_the_invalid_index_of_a_failed_build_at_once_and_builds_it_when_the_rows_allow_it()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)");
        bench.Migration("20260101000000_unique_x", Build);

        var failed = await bench.UpAsync();
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass")).ShouldBe(0);
        await bench.RunAsync("DELETE FROM t WHERE ctid = '(0,1)'");
        await bench.MustUpAsync();

        (failed.Failure!.SqlState, failed.Failure.Detail).ShouldBe(("23505", "Key (x)=(1) is duplicated."));
        bench.Events.Of<Repaired>().Single().Object.ShouldBe("public.t_x_idx");
        (await bench.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x_idx'::regclass")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("CREATE UNIQUE INDEX t_x_idx ON t (x)", true)]
    [InlineData("CREATE INDEX t_x_idx ON t (x)", false)]
    [InlineData("CREATE UNIQUE INDEX t_x_idx ON t (x) WHERE x > 0", false)]
    [InlineData("CREATE UNIQUE INDEX t_x_idx ON t (y)", false)]
    [InlineData("CREATE TABLE other (x int); CREATE UNIQUE INDEX t_x_idx ON other (x)", false)]
    public async Task Takes_a_valid_index_after_a_crash_for_done_only_when_it_is_the_one_of_the_file(string found, bool same)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int, y int)");
        bench.Migration("20260101000000_unique_x", Build);
        await CrashBeforeAsync(bench);
        await bench.RunAsync(found);

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(same ? MigratorExit.Ok : MigratorExit.NeedsDecision);
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions[^1].State
            .ShouldBe(same ? MigrationState.Applied : MigrationState.Uncertain);
    }

    [Fact]
    public async Task Finishes_a_partition_that_is_half_detached()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE p (x int) PARTITION BY RANGE (x); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);");
        bench.Migration("20260101000000_detach_it", "-- migrate: transaction=off\nALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;");
        await CrashBeforeAsync(bench);
        await using (var reader = await bench.ConnectAsync())
        {
            await ExecuteAsync(reader, "BEGIN; SELECT * FROM p");
            await using var detacher = await bench.ConnectAsync();
            await ExecuteAsync(detacher, "SET lock_timeout = '100ms'");
            await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(detacher, "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY"));
        }

        (await bench.Migrator().StatusAsync(CancellationToken.None)).Unfinished.Select(end => end.Kind).ShouldContain("detach pending");
        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_inherits")).ShouldBe(0);
        bench.Events.Of<Repaired>().Single().Found.ShouldBe("detach pending");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Leaves the database as a runner does that died while its only statement was on the way.</summary>
    private static async Task CrashBeforeAsync(Bench bench)
    {
        bench.Migration("20250101000000_before_it", "SELECT 1;");
        await bench.MustUpAsync(20250101000000);
        await bench.RunAsync("""
            CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stop'; END $$;
            CREATE EVENT TRIGGER stop ON ddl_command_start WHEN TAG IN ('CREATE INDEX', 'ALTER TABLE') EXECUTE FUNCTION stop();
            """);
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        await bench.RunAsync(
            "DROP EVENT TRIGGER stop; UPDATE migrate.journal SET state = 'started', finished_at = NULL WHERE version = 20260101000000;");
    }
}
