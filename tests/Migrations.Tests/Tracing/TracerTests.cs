using Agora.Migrations.Locks;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Tests.Tracing;

public sealed class TracerTests
{
    private const string Base = """
        CREATE TABLE shops (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (id bigint PRIMARY KEY, shop_id bigint REFERENCES shops (id), total int, note varchar(20));
        """;

    [Fact]
    public async Task Tells_for_each_statement_what_it_locked_scanned_and_rewrote()
    {
        var report = await TraceAsync("""
            ALTER TABLE orders ALTER COLUMN total TYPE bigint;
            ALTER TABLE orders ADD CONSTRAINT orders_note_check CHECK (note <> 'never');
            UPDATE orders SET note = 'x' WHERE id = 3;
            """);

        report.Failure.ShouldBeNull();
        report.Differences.ShouldBeEmpty();
        var statements = report.Migrations.ShouldHaveSingleItem().Statements.ToList();
        var rewrite = statements[0].Relations.Single(relation => relation.Name.Name == "orders");
        (rewrite.Lock, rewrite.Rewritten).ShouldBe((LockMode.AccessExclusive, true));
        statements[0].Said.ShouldContain("rewriting table \"orders\"");
        var check = statements[1].Relations.Single(relation => relation.Name.Name == "orders");
        (check.Lock, check.Held, check.Scanned, check.Rewritten).ShouldBe((LockMode.None, LockMode.AccessExclusive, true, false));
        statements[2].Rows.ShouldBe(1);
    }

    [Fact]
    public async Task Sees_the_locks_of_statements_that_refuse_a_transaction()
    {
        var report = await TraceAsync("""
            -- migrate: step transaction=off
            CREATE INDEX CONCURRENTLY orders_total_idx ON orders (total);
            VACUUM FULL shops;
            """);

        report.Failure.ShouldBeNull();
        report.Differences.ShouldBeEmpty();
        var statements = report.Migrations[0].Statements.ToList();
        statements.ShouldAllBe(statement => statement.ObservedFrom == ObservedFrom.Outside);
        var built = statements[0].Relations.Single(relation => relation.Name.Name == "orders");
        (built.Lock, built.Scanned).ShouldBe((LockMode.ShareUpdateExclusive, true));
        var full = statements[1].Relations.Single(relation => relation.Name.Name == "shops");
        (full.Lock, full.Rewritten).ShouldBe((LockMode.AccessExclusive, true));
    }

    [Fact]
    public async Task Reports_what_a_block_did_that_its_text_does_not_show()
    {
        var report = await TraceAsync("DO $$ BEGIN EXECUTE format('ALTER TABLE %I SET UNLOGGED', 'orders'); END $$;");

        var block = report.Migrations[0].Statements.Single();
        block.Opaque.ShouldBe("It runs text that it puts together itself (EXECUTE).");
        block.Differences.ShouldBeEmpty();
        var orders = block.Relations.Single(relation => relation.Name.Name == "orders");
        (orders.Lock, orders.Rewritten).ShouldBe((LockMode.AccessExclusive, true));
    }

    [Fact]
    public async Task Names_a_lock_that_the_prediction_lacks()
    {
        // The model of the files does not follow what a trigger function does.
        var report = await TraceAsync("""
            CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE shops IN EXCLUSIVE MODE; END $$;
            CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN ('COMMENT') EXECUTE FUNCTION meddle();
            -- migrate: step
            COMMENT ON COLUMN orders.note IS 'x';
            """);

        report.Differences.ShouldBe(["migrations/20260102000000_traced.sql:4: predicted no lock on public.shops, seen EXCLUSIVE."]);
        report.Exit.ShouldBe(MigratorExit.LintErrors);
    }

    [Fact]
    public async Task Takes_generated_rows_out_of_the_way_and_says_so()
    {
        var report = await TraceAsync("""
            ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
            -- migrate: step
            ALTER TABLE orders ADD CONSTRAINT orders_total_key UNIQUE (total);
            -- migrate: step transaction=off
            CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note);
            -- migrate: step
            ALTER TABLE orders ADD CONSTRAINT orders_total_fkey FOREIGN KEY (total) REFERENCES shops (id);
            """);

        report.Failure.ShouldBeNull();
        report.Differences.ShouldBeEmpty();
        var removed = report.Migrations[0].Steps.SelectMany(step => step.Removed).ToList();
        removed.ShouldContain(line => line.Contains("because they hold NULL in total", StringComparison.Ordinal));
        removed.ShouldContain(line => line.Contains("because they have the same \"note\" as others", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Knows_that_a_key_of_an_empty_table_looks_up_nothing()
    {
        var report = await TraceAsync("""
            CREATE TABLE notes (id bigint, order_id bigint);
            ALTER TABLE notes ADD CONSTRAINT notes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id);
            CREATE TABLE copies AS SELECT id FROM orders;
            ALTER TABLE copies ADD CONSTRAINT copies_id_fkey FOREIGN KEY (id) REFERENCES orders (id);
            """);

        report.Differences.ShouldBeEmpty();
        report.Migrations[0].Statements.Select(
            statement => statement.Relations.Any(relation => relation.Name.Name == "orders" && relation.Scanned))
            .ShouldBe([false, false, true, true]);
    }

    [Fact]
    public async Task Knows_that_a_key_of_a_new_column_looks_up_nothing()
    {
        var report = await TraceAsync("""
            ALTER TABLE orders ADD COLUMN returned_to bigint;
            ALTER TABLE orders ADD CONSTRAINT orders_returned_to_fkey FOREIGN KEY (returned_to) REFERENCES shops (id) NOT VALID;
            -- migrate: step
            ALTER TABLE orders VALIDATE CONSTRAINT orders_returned_to_fkey;
            """);

        report.Failure.ShouldBeNull();
        report.Differences.ShouldBeEmpty();
        var validated = report.Migrations[0].Statements.Last().Relations;
        validated.Single(relation => relation.Name.Name == "orders").Scanned.ShouldBeTrue();
        validated.Single(relation => relation.Name.Name == "shops").Scanned.ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_a_backfill_as_one_batch_over_all_keys()
    {
        var report = await TraceAsync("""
            -- migrate: step backfill table=public.orders key=id
            UPDATE orders SET note = 'seen' WHERE id > :lo AND id <= :hi;
            """);

        report.Failure.ShouldBeNull();
        report.Migrations[0].Statements.Single().Rows.ShouldBeGreaterThanOrEqualTo(1000);
    }

    [Fact]
    public async Task Stops_at_a_statement_that_fails_and_keeps_what_it_saw()
    {
        var report = await TraceAsync("ALTER TABLE orders ADD COLUMN x int;\n-- migrate: step\nALTER TABLE missing ADD COLUMN x int;");

        report.Exit.ShouldBe(MigratorExit.Failed);
        report.Failure!.Line.ShouldBe(3);
        report.Migrations[0].Steps.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Traces_a_repeatable_file_as_it_is_applied_again()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_base", Base).Repeatable("shops", "CREATE OR REPLACE VIEW shop_names AS SELECT name FROM shops;");

        var report = await TraceAsync(bench, new TraceRequest(new HashSet<long>()));

        report.Failure.ShouldBeNull();
        report.Differences.ShouldBeEmpty();
        report.Migrations.Single().Statements.Single().Relations.ShouldContain(
            relation => relation.Name.Name == "shop_names" && relation.Lock == LockMode.AccessExclusive);
    }

    [Fact]
    public async Task Writes_json_that_names_each_statement_with_its_locks()
    {
        var report = await TraceAsync("ALTER TABLE orders ADD COLUMN x int;");
        using var json = new StringWriter();

        TraceOutput.WriteJson(report, json);

        var lines = json.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("""{"schema":"migrate.trace/1"}""");
        lines.ShouldContain(
            line => line.Contains("\"relation\":\"public.orders\",\"kind\":\"r\",\"mode\":\"ACCESS EXCLUSIVE\"", StringComparison.Ordinal));
        lines[^1].ShouldContain("\"differences\":0,\"exit\":0");
    }

    private static async Task<TraceReport> TraceAsync(string sql)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_base", Base).Migration("20260102000000_traced", sql);
        return await TraceAsync(bench, new TraceRequest(new HashSet<long> { 20260102000000 }, new HashSet<string>(StringComparer.Ordinal)));
    }

    private static async Task<TraceReport> TraceAsync(Bench bench, TraceRequest request) =>
        await new Tracer(bench.Options, new Scratch(bench.ConnectionString), TimeProvider.System).RunAsync(request, CancellationToken.None);
}
