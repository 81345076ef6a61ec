using Agora.Migrations.Events;
using Agora.Migrations.Running;
using Agora.Testing;

namespace Agora.Migrations.Tests;

public sealed class BackfillTests
{
    private const string Fill = """
        -- migrate: step
        ALTER TABLE t ADD COLUMN total int;
        -- migrate: step backfill table=public.t key=id batch=10 pause=1ms
        UPDATE t SET total = x * 2 WHERE total IS NULL AND id > :lo AND id <= :hi;
        -- migrate: step
        -- migrate: assert SELECT count(*) = 0 FROM t WHERE total IS NULL
        ALTER TABLE t ADD CONSTRAINT t_total_check CHECK (total IS NOT NULL) NOT VALID;
        """;

    [Theory]
    [InlineData("bigint", "g")]
    [InlineData("uuid", "gen_random_uuid()")]
    [InlineData("text", "'k' || g")]
    [InlineData("bigint", "CASE g WHEN 1 THEN -9223372036854775808 ELSE g END")]
    [InlineData("uuid", "CASE g WHEN 1 THEN '00000000-0000-0000-0000-000000000000' ELSE gen_random_uuid() END")]
    [InlineData("text", "CASE g WHEN 1 THEN '' ELSE 'k' || g END")]
    [InlineData("date", "CASE g WHEN 1 THEN '-infinity' ELSE date '2026-01-01' + g END")]
    [InlineData("timestamptz", "timestamptz '2026-01-01 00:00:00.123456+02' + g * interval '1 hour'")]
    [InlineData("numeric", "CASE g WHEN 1 THEN '-Infinity' ELSE g / 3.0 END")]
    [InlineData("varchar(20) COLLATE \"C\"", "'k' || g")]
    public async Task Walks_over_every_row_once_in_windows_of_the_key(string type, string key)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            $"CREATE TABLE t (id {type} PRIMARY KEY, x int); INSERT INTO t SELECT {key}, g FROM generate_series(1, 500) AS g");
        bench.Migration("20260101000000_total", Fill);

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE total = x * 2")).ShouldBe(500);
        (await bench.ScalarAsync<string>("SELECT state || ' ' || rows_done FROM migrate.backfill")).ShouldBe("done 500");
        bench.Events.Of<Progressed>().Count(e => e.Phase == "backfill").ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Continues_after_the_last_window_after_a_crash()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (id bigint PRIMARY KEY, x int); INSERT INTO t SELECT g, 1 FROM generate_series(1, 200) AS g");
        bench.Migration("20260101000000_total", """
            -- migrate: step backfill table=t key=id batch=10 pause=1ms
            UPDATE t SET x = x + 1 WHERE id > :lo AND id <= :hi;
            """);
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        var crash = new After<Progressed>(2, proxy.Cut);
        await new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, crash, TimeProvider.System).UpAsync(
            null, CancellationToken.None);
        (await bench.ScalarAsync<string>("SELECT state FROM migrate.backfill")).ShouldBe("running");

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE x = 2")).ShouldBe(200);
    }

    [Fact]
    public async Task Can_be_left_for_later_and_holds_up_what_comes_behind_it()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (id bigint PRIMARY KEY, x int); INSERT INTO t VALUES (1, 1)");
        bench.Migration("20260101000000_total", Fill).Migration("20260102000000_next_one", "CREATE TABLE u (x int);");
        var options = bench.Options;

        bench.Options = options with { DeferBackfills = true };
        var first = await bench.MustUpAsync();
        bench.Options = options;
        var second = await bench.MustUpAsync();

        first.Pending.ShouldBe([20260101000000, 20260102000000]);
        second.Applied.ShouldBe([20260101000000, 20260102000000]);
    }

    [Theory]
    [InlineData("CREATE TABLE t (id bigint, x int)", "must be NOT NULL and lead an index")]
    [InlineData("CREATE TABLE t (id bigint NOT NULL, x int); CREATE INDEX ON t USING hash (id)", "must be NOT NULL and lead an index")]
    [InlineData("CREATE TABLE t (key int PRIMARY KEY, x int)", "no column id")]
    [InlineData(
        "CREATE TABLE t (id bigint PRIMARY KEY, x int); CREATE TRIGGER guard BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION "
        + "suppress_redundant_updates_trigger()",
        "would fire for every row: guard")]
    public async Task Refuses_a_table_that_it_cannot_walk_over(string table, string why)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(table);
        bench.Migration(
            "20260101000000_total", "-- migrate: step backfill table=t key=id\nUPDATE t SET x = 1 WHERE id > :lo AND id <= :hi;");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.Usage);
        report.Failure!.Details.Single().ShouldContain(why);
        report.Failure.Details.Single().ShouldStartWith("migrations/20260101000000_total.sql:1: ");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("INSERT INTO t VALUES (0, 0, 1)", 1)]
    [InlineData("INSERT INTO t SELECT 7, g, 1 FROM generate_series(1, 25) AS g", 25)]
    public async Task Walks_over_no_row_one_row_and_rows_that_share_the_leading_key(string rows, int changed)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync($"CREATE TABLE t (id int, part int, x int, PRIMARY KEY (id, part)); {rows}");
        bench.Migration(
            "20260101000000_total",
            "-- migrate: step backfill table=t key=id batch=10 pause=1ms\nUPDATE t SET x = x + 1 WHERE :lo < id AND id <= :hi;");

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE x = 2")).ShouldBe(changed);
    }

    [Fact]
    public async Task Continues_from_the_journal_of_an_older_run()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            "CREATE TABLE t (id bigint PRIMARY KEY, x int); INSERT INTO t SELECT g, 1 FROM generate_series(1, 20) AS g; CREATE TABLE gate "
            + "(x int)");
        bench.Migration(
            "20260101000000_total",
            "-- migrate: step\nSELECT 1 / count(*) FROM gate;\n-- migrate: step backfill table=t key=id\nUPDATE t SET x = x + 1 WHERE id > "
            + ":lo AND id <= :hi;");
        await bench.UpAsync();
        await bench.RunAsync(
            "INSERT INTO gate VALUES (1); INSERT INTO migrate.backfill (version, step, last_key, upper_key, batch, state) VALUES "
            + "(20260101000000, 2, '5', '15', 10, 'running')");

        await bench.MustUpAsync();

        (await bench.ScalarAsync<string>("SELECT min(id) || ' ' || max(id) FROM t WHERE x = 2")).ShouldBe("6 15");
    }

    [Fact]
    public async Task A_way_down_walks_although_the_way_up_walked_in_a_step_of_the_same_number()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (id bigint PRIMARY KEY, x int); INSERT INTO t SELECT g, 1 FROM generate_series(1, 20) AS g");
        bench.Migration(
            "20260101000000_total",
            "-- migrate: step backfill table=t key=id\nUPDATE t SET x = 2 WHERE id > :lo AND id <= :hi;",
            "-- migrate: step backfill table=t key=id\nUPDATE t SET x = 3 WHERE id > :lo AND id <= :hi;");
        await bench.MustUpAsync();

        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE x = 3")).ShouldBe(20);
    }

    [Theory]
    [InlineData("53100")]
    [InlineData("58030")]
    [InlineData("XX000")]
    public async Task Ends_like_any_failed_step_when_the_server_breaks_the_connection(string state)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync($"""
            CREATE TABLE t (id bigint PRIMARY KEY, x int);
            INSERT INTO t SELECT g, 1 FROM generate_series(1, 40) AS g;
            CREATE TABLE gate (x int);
            CREATE FUNCTION work(id bigint) RETURNS int LANGUAGE plpgsql AS $$
            BEGIN
                IF id = 25 AND NOT EXISTS (SELECT FROM gate) THEN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END IF;
                RETURN 2;
            END $$;
            """);
        bench.Migration(
            "20260101000000_total",
            "-- migrate: step backfill table=t key=id batch=10 pause=1ms\nUPDATE t SET x = work(id) WHERE id > :lo AND id <= :hi;");

        var failed = await bench.UpAsync();
        var status = await bench.Migrator().StatusAsync(CancellationToken.None);
        await bench.RunAsync("INSERT INTO gate VALUES (1)");
        await bench.MustUpAsync();

        failed.Exit.ShouldBe(MigratorExit.Failed);
        (failed.Failure!.SqlState, failed.Failure.File, failed.Failure.Line).ShouldBe((state, "migrations/20260101000000_total.sql", 2));
        failed.Failure.Message.ShouldContain("no room. The window behind 10 was rolled back; all before it is done");
        status.Versions[0].Reason!.ShouldContain($"{state} no room");
        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE x = 2")).ShouldBe(40);
    }

    private sealed class After<T>(int count, Action action) : IMigrationObserver
        where T : MigrationEvent
    {
        private int seen;

        public void On(MigrationEvent happened)
        {
            if (happened is T && ++seen == count)
            {
                action();
            }
        }
    }
}
