using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Events;

namespace Agora.Infrastructure.Tests.Database.Migrations;

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
    public async Task Walks_over_every_row_once_in_windows_of_the_key(string type, string key)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync($"CREATE TABLE t (id {type} PRIMARY KEY, x int); INSERT INTO t SELECT {key}, g FROM generate_series(1, 500) AS g");
        bench.Migration("20260101000000_total", Fill);

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM t WHERE total = x * 2")).ShouldBe(500);
        (await bench.ScalarAsync<string>("SELECT state || ' ' || rows_done FROM migrate.backfill")).ShouldBe("done 500");
        bench.Events.Of<Progressed>().Count(e => e.Phase == "backfill").ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Goes_on_behind_the_last_window_after_a_crash()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (id bigint PRIMARY KEY, x int); INSERT INTO t SELECT g, 1 FROM generate_series(1, 200) AS g");
        bench.Migration("20260101000000_total", """
            -- migrate: step backfill table=t key=id batch=10 pause=1ms
            UPDATE t SET x = x + 1 WHERE id > :lo AND id <= :hi;
            """);
        await using var proxy = new CuttingProxy(bench.ConnectionString);
        var crash = new After<Progressed>(2, proxy.Cut);
        await new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, crash, TimeProvider.System).UpAsync(null, CancellationToken.None);
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
    [InlineData("CREATE TABLE t (id numeric PRIMARY KEY, x int)", "is numeric")]
    [InlineData("CREATE TABLE t (key int PRIMARY KEY, x int)", "no column id")]
    [InlineData("CREATE TABLE t (id bigint PRIMARY KEY, x int); CREATE TRIGGER guard BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "Triggers would fire")]
    public async Task Refuses_a_table_that_it_cannot_walk_over(string table, string why)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(table);
        bench.Migration("20260101000000_total", "-- migrate: step backfill table=t key=id\nUPDATE t SET x = 1 WHERE id > :lo AND id <= :hi;");

        (await bench.UpAsync()).Failure!.Message.ShouldContain(why);
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
