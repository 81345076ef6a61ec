using Agora.Migrations.Events;

namespace Agora.Migrations.Tests;

public sealed class UpTests
{
    [Fact]
    public async Task Applies_versions_in_order_and_repeatables_after_them()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260102000000_fill_things", "INSERT INTO things (id) VALUES (1);")
            .Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);\nCOMMENT ON TABLE things IS 'a; b';")
            .Repeatable(
                "things",
                "CREATE OR REPLACE FUNCTION thing_count() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM things; END;");

        var report = await bench.MustUpAsync();

        report.Applied.ShouldBe([20260101000000, 20260102000000]);
        report.Repeatables.ShouldBe(["things"]);
        (await bench.ScalarAsync<long>("SELECT thing_count()")).ShouldBe(1);
        (await bench.ScalarAsync<string>("SELECT string_agg(\"Description\", ',' ORDER BY \"Version\") FROM \"VersionInfo\""))
            .ShouldBe("make things,fill things");
    }

    [Fact]
    public async Task Does_nothing_the_second_time()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);")
            .Repeatable("things", "CREATE OR REPLACE VIEW thing_ids AS SELECT id FROM things;");
        await bench.MustUpAsync();

        var second = await bench.MustUpAsync();

        (second.Applied.Count, second.Repeatables.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Leaves_nothing_of_a_step_that_failed_and_says_where()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);\n\nSELECT 'é😀',\n  nope FROM things;");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.Failed);
        (report.Failure!.File, report.Failure.Line, report.Failure.Column, report.Failure.SqlState)
            .ShouldBe(("migrations/20260101000000_make_things.sql", 4, 3, "42703"));
        report.Pending.ShouldBe([20260101000000]);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('things') IS NULL")).ShouldBeTrue();
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(0);
    }

    [Fact]
    public async Task Resumes_a_file_of_several_steps_behind_the_last_one_that_is_done()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_two_steps",
            "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT 1 / (SELECT count(*) FROM gate);\nCREATE TABLE b (x "
            + "int);");
        await bench.RunAsync("CREATE TABLE gate (x int)");

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(0);
        await bench.RunAsync("INSERT INTO gate VALUES (1)");
        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(1);
        bench.Events.Of<StatementDone>().Count(e => e.Line == 2).ShouldBe(1);
    }

    [Fact]
    public async Task Applies_a_repeatable_again_only_when_its_tokens_change()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Repeatable("one", "CREATE OR REPLACE VIEW one AS SELECT 1 AS x;");
        await bench.MustUpAsync();

        bench.Repeatable("one", "-- why\r\nCREATE OR REPLACE VIEW one AS\r\n  SELECT 1 AS x;\r\n");
        (await bench.MustUpAsync()).Repeatables.ShouldBeEmpty();
        bench.Repeatable("one", "CREATE OR REPLACE VIEW one AS SELECT 2 AS x;");
        (await bench.MustUpAsync()).Repeatables.ShouldBe(["one"]);

        (await bench.ScalarAsync<int>("SELECT x FROM one")).ShouldBe(2);
    }

    [Fact]
    public async Task Applies_the_repeatables_of_a_folder_after_those_that_it_stands_on()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Repeatable("views/a_first_by_name", "CREATE OR REPLACE VIEW things AS SELECT thing() AS x;")
            .Repeatable("views/a_first_by_name.down", "DROP VIEW things;")
            .Repeatable("z_last_by_name", "CREATE OR REPLACE FUNCTION thing() RETURNS int LANGUAGE sql RETURN 1;");

        (await bench.MustUpAsync()).Repeatables.ShouldBe(["z_last_by_name", "views/a_first_by_name"]);
        (await bench.MustUpAsync()).Repeatables.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refuses_files_that_take_the_transaction_into_their_own_hands_before_it_sends_anything()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_own_hands", "BEGIN;\nCREATE TABLE a (x int);\nCOMMIT;\nVACUUM a;\nCOPY a FROM STDIN;\n\\i x.sql\n;");

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.LintErrors);
        report.Failure!.Details.Select(detail => detail.Split(' ')[1]).ShouldBe(["PGM601", "PGM601", "PGM103", "PGM610", "PGM609"]);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('\"VersionInfo\"') IS NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Stops_at_the_version_asked_for_and_keeps_repeatables_for_the_end()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_first_one", "CREATE TABLE a (x int);")
            .Migration("20260102000000_second_one", "CREATE TABLE b (x int);")
            .Repeatable("both", "CREATE OR REPLACE VIEW pairs AS SELECT a.x FROM a, b;");

        var first = await bench.MustUpAsync(20260101000000);
        var second = await bench.MustUpAsync();

        first.Applied.ShouldBe([20260101000000]);
        first.Pending.ShouldBe([20260102000000]);
        first.Repeatables.ShouldBeEmpty();
        second.Repeatables.ShouldBe(["both"]);
    }

    [Fact]
    public async Task Lets_the_role_asked_for_own_what_is_made()
    {
        await using var bench = await Bench.CreateAsync();
        var database = new Npgsql.NpgsqlConnectionStringBuilder(bench.ConnectionString).Database;
        await bench.RunAsync($"CREATE ROLE {database}_owner; ALTER DATABASE {database} OWNER TO {database}_owner;");
        bench.Options = bench.Options with { Role = $"{database}_owner" };
        bench.Migration("20260101000000_first_one", "CREATE TABLE a (x int);");

        await bench.MustUpAsync();

        (await bench.ScalarAsync<string>(
            "SELECT string_agg(DISTINCT relowner::regrole::text, ',') FROM pg_class WHERE relname IN ('a', 'VersionInfo', 'journal')"))
            .ShouldBe($"{database}_owner");
        await bench.RunAsync(
            $"ALTER DATABASE {database} OWNER TO postgres; DROP OWNED BY {database}_owner CASCADE; DROP ROLE {database}_owner;");
    }
}
