using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Planning;
using Agora.Infrastructure.Database.Migrations.Running;

namespace Agora.Infrastructure.Tests.Database.Migrations;

public sealed class UpkeepTests
{
    [Fact]
    public async Task Baseline_takes_old_files_for_applied_and_later_ones_for_pending()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE things (id bigint)");
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_name_things", "ALTER TABLE things ADD COLUMN name text;");

        (await bench.Migrator().BaselineAsync(20260101000000, CancellationToken.None)).Failure.ShouldBeNull();
        bench.Delete("migrations/20260101000000_make_things.sql");
        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000]);

        (await bench.Migrator().BaselineAsync(20260101000000, CancellationToken.None)).Exit.ShouldBe(MigratorExit.Usage);
        (await bench.DownAsync(DownTarget.Version(0))).Exit.ShouldBe(MigratorExit.Usage);
    }

    [Fact]
    public async Task Repair_refreshes_the_hash_of_a_comment_only_edit()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await bench.MustUpAsync();
        bench.Migration("20260101000000_make_things", "-- Why things are made.\nCREATE TABLE things (id bigint);");
        (await StateAsync(bench)).ShouldBe(MigrationState.CommentOnlyEdit);

        (await bench.Migrator().RepairAsync(null, CancellationToken.None)).Failure.ShouldBeNull();

        (await StateAsync(bench)).ShouldBe(MigrationState.Applied);
    }

    [Fact]
    public async Task Repair_drops_an_invalid_index_by_name_and_no_other()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1); CREATE INDEX good ON t (x);");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => bench.RunAsync("CREATE UNIQUE INDEX CONCURRENTLY bad ON t (x)"));
        (await bench.Migrator().StatusAsync(CancellationToken.None)).LooseEnds.Single().Object.ShouldBe("public.bad");

        (await bench.Migrator().RepairAsync("good", CancellationToken.None)).Exit.ShouldBe(MigratorExit.Usage);
        (await bench.Migrator().RepairAsync("public.bad", CancellationToken.None)).Failure.ShouldBeNull();

        (await bench.ScalarAsync<string>("SELECT string_agg(indexrelid::regclass::text, ',') FROM pg_index WHERE indrelid = 't'::regclass")).ShouldBe("good");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Resolve_goes_on_behind_an_uncertain_statement_or_runs_it_again(bool applied, int calls)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE calls (x int); CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO calls VALUES (1); COMMIT; END $$");
        bench.Migration("20260101000000_call_it", "-- migrate: transaction=off\nCALL work();\nSELECT 1 / (SELECT count(*) FROM calls WHERE x = 2);");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        await bench.RunAsync("INSERT INTO calls VALUES (2); UPDATE migrate.journal SET state = 'started' WHERE stmt = 1");

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.NeedsDecision);
        (await StateAsync(bench)).ShouldBe(MigrationState.Uncertain);
        (await bench.Migrator().ResolveAsync(20260101000000, applied ? Resolution.Applied : Resolution.Retry, "looked at it", CancellationToken.None))
            .Failure.ShouldBeNull();
        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM calls WHERE x = 1")).ShouldBe(calls);
    }

    [Fact]
    public async Task Verify_names_the_query_that_found_a_row()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        bench.Write("migrations/20260101000000_make_things.verify.sql", "SELECT 1 WHERE false;\nSELECT id FROM things;");
        await bench.MustUpAsync();
        (await bench.Migrator().VerifyAsync(CancellationToken.None)).Exit.ShouldBe(MigratorExit.Ok);

        await bench.RunAsync("INSERT INTO things VALUES (7)");
        var found = await bench.Migrator().VerifyAsync(CancellationToken.None);

        found.Exit.ShouldBe(MigratorExit.Failed);
        found.Findings.Single().ShouldBe(new VerifyFinding(20260101000000, "migrations/20260101000000_make_things.verify.sql", 2, "1 rows, the first: id=7"));
    }

    [Fact]
    public async Task Redo_takes_the_newest_version_back_and_applies_it_again()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);", "DROP TABLE things;");
        await bench.MustUpAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id uuid);");

        (await bench.Migrator().RedoAsync(1, CancellationToken.None)).Failure.ShouldBeNull();

        (await bench.ScalarAsync<string>("SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'things'::regclass AND attname = 'id'")).ShouldBe("uuid");
    }

    private static async Task<MigrationState> StateAsync(Bench bench) =>
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions.Single().State;
}
