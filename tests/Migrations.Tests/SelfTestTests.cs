using Agora.Migrations.Scripting;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Tests;

public sealed class SelfTestTests
{
    [Fact]
    public async Task Passes_a_directory_that_keeps_its_promises()
    {
        await using var bench = await GoodAsync();

        var report = await TestAsync(bench);

        report.Checks.Where(check => !check.Passed).SelectMany(check => check.Details.Prepend(check.Name)).ShouldBeEmpty();
        report.Checks.Count.ShouldBe(13);
    }

    [Fact]
    public async Task Finds_a_down_file_that_is_not_the_way_back()
    {
        await using var bench = await GoodAsync();
        bench.Migration(
            "20260102000000_name_things",
            "ALTER TABLE things ADD COLUMN name text;",
            "ALTER TABLE things ALTER COLUMN name SET NOT NULL; ALTER TABLE things DROP COLUMN name; CREATE TABLE left_over (x int);");

        Failed(await TestAsync(bench)).ShouldContain("each new version goes up, down and up again");
    }

    [Fact]
    public async Task Finds_a_way_down_that_a_repeatable_object_stands_in()
    {
        await using var bench = await GoodAsync();
        bench.Write(
            "migrations/20260102000000_name_things.down.sql",
            "-- migrate: step backfill table=things key=id\nUPDATE things SET name = NULL WHERE id > :lo AND id <= :hi;\n-- migrate: "
            + "step\nALTER TABLE things DROP COLUMN name;");
        bench.Repeatable(
            "quiet",
            "CREATE OR REPLACE TRIGGER quiet BEFORE UPDATE ON things FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();");

        var failed = (await TestAsync(bench)).Checks.Single(
            check => check.Name.Contains("repeatable objects in place", StringComparison.Ordinal));

        failed.Details.ShouldContain(detail => detail.Contains("quiet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finds_a_committed_schema_that_is_not_what_the_files_make()
    {
        await using var bench = await GoodAsync();
        bench.Migration("20260103000000_make_more", "CREATE TABLE more (x int);", "DROP TABLE more;");

        var check = (await TestAsync(bench)).Checks.Single(check => !check.Passed);

        check.Name.ShouldBe("an empty database comes up to the committed schema");
        check.Details.ShouldContain(detail => detail.StartsWith("+ CREATE TABLE public.more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finds_merged_files_that_were_edited_and_new_ones_that_sort_before_them()
    {
        await using var merged = await GoodAsync();
        await using var bench = await GoodAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id int PRIMARY KEY);", "DROP TABLE things;")
            .Migration("20250101000000_too_old", "SELECT 1;", "SELECT 1;");
        bench.Delete("migrations/20260102000000_name_things.sql");
        bench.Delete("migrations/20260102000000_name_things.down.sql");

        var check = (await TestAsync(bench, merged.Root)).Checks[1];

        check.Details.Select(detail => detail.Split(' ')[1]).Where(rule => rule.StartsWith("PGM61", StringComparison.Ordinal))
            .ShouldBe(["PGM619", "PGM619", "PGM619", "PGM618"], ignoreOrder: true);
    }

    [Fact]
    public async Task Finds_a_lock_that_the_lint_does_not_predict()
    {
        await using var bench = await GoodAsync();
        bench.Migration(
            "20260103000000_meddle",
            """
            CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE things IN EXCLUSIVE MODE; END $$;
            CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN ('COMMENT') EXECUTE FUNCTION meddle();
            -- migrate: step
            COMMENT ON COLUMN things.name IS 'x';
            """,
            "COMMENT ON COLUMN things.name IS NULL; DROP EVENT TRIGGER meddle; DROP FUNCTION meddle();");

        var check = (await TestAsync(bench)).Checks.Single(
            check => check.Name == "each new version locks, scans and rewrites what the lint predicts");

        check.Details.ShouldBe(
            ["migrations/20260103000000_meddle.sql:4: predicted SHARE UPDATE EXCLUSIVE on public.things, seen EXCLUSIVE."]);
    }

    [Fact]
    public async Task Gives_psql_a_backfill_that_walks_in_windows()
    {
        await using var bench = await GoodAsync();
        await bench.RunAsync("INSERT INTO things SELECT generate_series(1, 25)");
        bench.Migration(
            "20260103000000_fill_names",
            "-- migrate: step backfill table=things key=id batch=10 pause=1ms\nUPDATE things SET name = format('%s of %s', id, "
            + "txid_current()) WHERE id > :lo AND id <= :hi;",
            "UPDATE things SET name = NULL;");

        await PsqlScript.RunAsync(
            bench.Options.ConnectionString, Path.Combine(await ScratchServer.BinDirectoryAsync(), "psql"), bench.Migrator()
                .Script(new ScriptRange(20260102000000, null)), CancellationToken.None);

        (await bench.ScalarAsync<long>("SELECT count(*) FROM things WHERE name IS NOT NULL")).ShouldBe(25);
        (await bench.ScalarAsync<long>("SELECT count(DISTINCT split_part(name, ' of ', 2)) FROM things")).ShouldBe(3);
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
    }

    [Fact]
    public async Task Finds_what_only_a_database_with_the_objects_of_the_base_refuses()
    {
        await using var merged = await GoodAsync();
        await using var bench = await GoodAsync();
        bench.Migration(
            "20260103000000_retype_name",
            "ALTER TABLE things ALTER COLUMN name TYPE varchar(90);",
            "ALTER TABLE things ALTER COLUMN name TYPE text;");

        var check = (await TestAsync(bench, merged.Root)).Checks.Single(
            check => check.Name == "a database of the base comes up to the same schema");

        check.Details[0].ShouldContain("cannot alter type of a column used by a view or rule");
    }

    [Theory]
    [InlineData("ALTER TABLE things ADD COLUM y int;", "the server accepts the grammar of every statement")]
    [InlineData("COMMIT;", "files can be read")]
    public async Task Finds_what_cannot_run(string up, string check)
    {
        await using var bench = await GoodAsync();
        bench.Migration("20260103000000_broken", up, "SELECT 1;");

        Failed(await TestAsync(bench)).ShouldContain(check);
    }

    private static async Task<Bench> GoodAsync()
    {
        var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);", "DROP TABLE things;")
            .Migration(
                "20260102000000_name_things",
                "-- migrate: step\nALTER TABLE things ADD COLUMN name text;\n-- migrate: step transaction=off\nCREATE INDEX CONCURRENTLY "
                + "things_name_idx ON things (name);",
                "ALTER TABLE things DROP COLUMN name;")
            .Repeatable("things", "CREATE OR REPLACE VIEW thing_names AS SELECT name FROM things;")
            .Repeatable("things.down", "DROP VIEW thing_names;");
        await bench.MustUpAsync();
        bench.Write("schema.sql", await bench.Migrator().SnapshotAsync(await ScratchServer.BinDirectoryAsync(), CancellationToken.None));
        return bench;
    }

    private static async Task<SelfTestReport> TestAsync(Bench bench, string? merged = null) => await new SelfTest(
            bench.Options, new SelfTestOptions(await ScratchServer.BinDirectoryAsync(), merged), new Databases(), TimeProvider.System)
        .RunAsync(_ => { }, CancellationToken.None);

    private static IEnumerable<string> Failed(SelfTestReport report) =>
        report.Checks.Where(check => !check.Passed).Select(check => check.Name);

    private sealed class Databases : IScratchDatabases
    {
        public async Task<IScratchDatabase> CreateAsync(CancellationToken ct) => new Database(await ScratchServer.NewDatabaseAsync());
    }

    private sealed class Database(string connectionString) : IScratchDatabase
    {
        public string Migrator => connectionString;

        public string Admin => connectionString;

        public async ValueTask DisposeAsync() => await ScratchServer.DropAsync(connectionString);
    }
}
