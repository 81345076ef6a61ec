using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Tests;

public sealed class DownTests
{
    [Fact]
    public async Task Goes_up_down_and_up_again_to_the_same_schema()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);", "DROP TABLE things;")
            .Migration("20260102000000_name_things", "ALTER TABLE things ADD COLUMN name text;", "ALTER TABLE things DROP COLUMN name;")
            .Repeatable("things", "CREATE OR REPLACE VIEW thing_names AS SELECT name FROM things;")
            .Repeatable("things.down", "DROP VIEW thing_names;");
        await bench.MustUpAsync();
        var full = await bench.SchemaAsync();

        var down = await bench.DownAsync(DownTarget.Last(1));
        down.Failure.ShouldBeNull();
        down.Applied.ShouldBe([20260102000000]);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(1);
        await bench.DownAsync(DownTarget.Version(0));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'thing%'")).ShouldBe(0);
        await bench.MustUpAsync();

        (await bench.SchemaAsync()).ShouldBe(full);
    }

    [Fact]
    public async Task Refuses_before_anything_is_changed_when_one_version_has_no_way_back()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_make_things", "-- migrate: irreversible reason=\"the old rows are gone\"\nCREATE TABLE things (id bigint);")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);", "DROP TABLE more;");
        await bench.MustUpAsync();

        var report = await bench.DownAsync(DownTarget.Version(0));

        report.Exit.ShouldBe(MigratorExit.Usage);
        report.Failure!.Details.Single().ShouldContain("the old rows are gone");
        (await bench.ScalarAsync<bool>("SELECT to_regclass('more') IS NOT NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Continues_an_interrupted_down()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE gate (x int)");
        bench.Migration(
            "20260101000000_make_things",
            "CREATE TABLE a (x int); CREATE TABLE b (x int);",
            "-- migrate: step\nDROP TABLE b;\n-- migrate: step\nSELECT 1 / (SELECT count(*) FROM gate);\nDROP TABLE a;");
        await bench.MustUpAsync();

        (await bench.DownAsync(DownTarget.Last(1))).Exit.ShouldBe(MigratorExit.Failed);
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.NeedsDecision);
        await bench.RunAsync("INSERT INTO gate VALUES (1)");
        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();

        (await bench.ScalarAsync<bool>("SELECT to_regclass('a') IS NULL")).ShouldBeTrue();
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions.Single().State.ShouldBe(MigrationState.Pending);
    }

    [Fact]
    public async Task Refuses_before_the_first_step_what_would_stop_a_later_one()
    {
        await using var bench = await Bench.CreateAsync();
        const string down = """
            -- migrate: step
            DROP TABLE more;
            -- migrate: step backfill table=things key=id
            UPDATE things SET x = 0 WHERE id > :lo AND id <= :hi;
            -- migrate: step backfill table=nowhere key=id
            UPDATE nowhere SET x = 0 WHERE id > :lo AND id <= :hi;
            -- migrate: step role=nobody_at_all
            SELECT 1;
            -- migrate: step
            SELECT FROM WHERE;
            """;
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY, x int);", "DROP TABLE things;")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);", down)
            .Repeatable(
                "things",
                "CREATE OR REPLACE TRIGGER quiet BEFORE UPDATE ON things FOR EACH ROW EXECUTE FUNCTION "
                + "suppress_redundant_updates_trigger();");
        await bench.MustUpAsync();

        var refused = await bench.DownAsync(DownTarget.Version(0));
        bench.Migration(
            "20260102000000_make_more", "CREATE TABLE more (id bigint);",
            "-- migrate: step\nDROP TABLE more;\n-- migrate: step backfill table=things key=id triggers=on\nUPDATE things SET x = 0 WHERE "
            + "id > :lo AND id <= :hi;");

        refused.Exit.ShouldBe(MigratorExit.Usage);
        refused.Failure!.Details.Select(detail => detail.Split(": ")[0])
            .ShouldBe(((int[])[3, 5, 7, 10]).Select(line => $"migrations/20260102000000_make_more.down.sql:{line}"));
        refused.Failure.Details[0].ShouldContain("quiet");
        refused.Failure.Details[0].ShouldContain("triggers=on");
        (await bench.ScalarAsync<bool>("SELECT to_regclass('more') IS NOT NULL")).ShouldBeTrue();
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
        (await bench.DownAsync(DownTarget.Version(0))).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Leaves_to_its_turn_what_an_earlier_step_makes_or_takes_away()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
                "20260101000000_drop_old",
                "CREATE TABLE things (id bigint PRIMARY KEY, x int); INSERT INTO things VALUES (1, 1);",
                """
                -- migrate: step
                CREATE TABLE old (id bigint PRIMARY KEY, x int);
                -- migrate: step backfill table=old key=id
                UPDATE old SET x = 0 WHERE id > :lo AND id <= :hi;
                -- migrate: step
                ALTER TABLE things DISABLE TRIGGER USER;
                -- migrate: step backfill table=things key=id
                UPDATE things SET x = 0 WHERE id > :lo AND id <= :hi;
                """)
            .Repeatable(
                "things",
                "CREATE OR REPLACE TRIGGER quiet BEFORE UPDATE ON things FOR EACH ROW EXECUTE FUNCTION "
                + "suppress_redundant_updates_trigger();");
        await bench.MustUpAsync();

        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();

        (await bench.ScalarAsync<int>("SELECT x FROM things")).ShouldBe(0);
    }

    [Fact]
    public async Task Resolve_leads_out_of_a_way_down_whose_step_keeps_failing()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_make_things",
            "CREATE TABLE a (x int); CREATE TABLE b (x int);",
            "-- migrate: step\nDROP TABLE b;\n-- migrate: step\nDROP TABLE a, nowhere;");
        await bench.MustUpAsync();
        (await bench.DownAsync(DownTarget.Last(1))).Exit.ShouldBe(MigratorExit.Failed);

        var status = await bench.Migrator().StatusAsync(CancellationToken.None);
        (await bench.Migrator()
            .ResolveAsync(20260101000000, Resolution.Retry, "why", CancellationToken.None)).Exit.ShouldBe(MigratorExit.Usage);
        (await bench.Migrator()
            .ResolveAsync(20260101000000, Resolution.Applied, "dropped by hand", CancellationToken.None)).Failure.ShouldBeNull();
        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();

        status.HasFailed.ShouldBeTrue();
        status.Versions[0].Reason!.ShouldContain("nowhere");
        status.Versions[0].Next!.ShouldContain("resolve 20260101000000 --applied");
        (await bench.ScalarAsync<long>("SELECT (SELECT count(*) FROM \"VersionInfo\") + (SELECT count(*) FROM migrate.journal)"))
            .ShouldBe(0);
        (await bench.Migrator().StatusAsync(CancellationToken.None)).HasFailed.ShouldBeFalse();
    }

    [Fact]
    public async Task Script_run_by_psql_leaves_what_up_would_and_nothing_to_do()
    {
        await using var upped = await Bench.CreateAsync();
        await using var scripted = await Bench.CreateAsync();
        foreach (var bench in new[] { upped, scripted })
        {
            bench.Migration(
                "20260101000000_make_things",
                "CREATE TABLE things (id bigint PRIMARY KEY, name text DEFAULT 'it''s; \\x');",
                "DROP TABLE things;")
                .Migration(
                    "20260102000000_index_things",
                    "-- migrate: step\nINSERT INTO things VALUES (1);\n-- migrate: step transaction=off\nCREATE INDEX CONCURRENTLY "
                    + "things_name_idx ON things (name);",
                    "DROP INDEX things_name_idx;")
                .Repeatable("things", "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;");
        }

        await upped.MustUpAsync();
        await PsqlAsync(scripted, scripted.Migrator().Script(new ScriptRange(0, null)));

        (await scripted.SchemaAsync()).ShouldBe(await upped.SchemaAsync());
        var after = await scripted.MustUpAsync();
        (after.Applied.Count, after.Repeatables.Count).ShouldBe((0, 0));
        var down = scripted.Migrator().DownScript(new ScriptRange(20260101000000, null));
        await PsqlAsync(scripted, down);
        (await scripted.Migrator().StatusAsync(CancellationToken.None)).Versions[1].State.ShouldBe(MigrationState.Pending);
    }

    private static async Task PsqlAsync(Bench bench, string script) => await PsqlScript.RunAsync(
        bench.ConnectionString, Path.Combine(await ScratchServer.BinDirectoryAsync(), "psql"), script, CancellationToken.None);
}
