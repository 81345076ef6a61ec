using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Migrations.Tests;

public sealed class HistoryTests
{
    // Column for column what FluentMigrator's three version migrations send to PostgreSQL.
    private const string FluentMigratorsTable = """
        CREATE TABLE "public"."VersionInfo" ("Version" bigint NOT NULL);
        CREATE UNIQUE INDEX "UC_Version" ON "public"."VersionInfo" ("Version" ASC);
        ALTER TABLE "public"."VersionInfo" ADD "AppliedOn" timestamp;
        ALTER TABLE "public"."VersionInfo" ADD "Description" varchar(1024);
        """;

    private const string Shape = """
        SELECT string_agg(line, E'\n' ORDER BY line)
        FROM (
            SELECT format('%s %s %s %s %s', attnum, attname, format_type(atttypid, atttypmod), attnotnull, atthasdef) AS line
            FROM pg_attribute WHERE attrelid = '"VersionInfo"'::regclass AND attnum > 0
            UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '"VersionInfo"'::regclass
            UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '"VersionInfo"'::regclass
        ) AS x
        """;

    [Fact]
    public async Task Has_the_shape_of_FluentMigrators_table()
    {
        await using var ours = await Bench.CreateAsync();
        await using var theirs = await Bench.CreateAsync();
        ours.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");

        await ours.MustUpAsync();
        await theirs.RunAsync(FluentMigratorsTable);

        (await ours.ScalarAsync<string>(Shape)).ShouldBe(await theirs.ScalarAsync<string>(Shape));
    }

    [Fact]
    public async Task Adopts_what_FluentMigrator_applied_and_continues_from_there()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(FluentMigratorsTable);
        await bench.RunAsync(
            "CREATE TABLE things (id bigint); INSERT INTO \"VersionInfo\" VALUES (20260101000000, '2026-01-01', 'MakeThings')");
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_name_things", "ALTER TABLE things ADD COLUMN name text;");

        (await StateAsync(bench, 0)).ShouldBe(MigrationState.Adopted);
        var report = await bench.MustUpAsync();

        report.Applied.ShouldBe([20260102000000]);
        (await bench.ScalarAsync<string>("SELECT source FROM migrate.migration WHERE version = 20260101000000")).ShouldBe("fluentmigrator");
        (await StateAsync(bench, 0)).ShouldBe(MigrationState.Applied);
    }

    [Fact]
    public async Task Takes_for_pending_what_FluentMigrator_rolled_back_even_when_it_dropped_its_table()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await bench.MustUpAsync();
        await bench.RunAsync("DROP TABLE things; DROP TABLE \"VersionInfo\"");

        (await StateAsync(bench, 0)).ShouldBe(MigrationState.RemovedElsewhere);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);
    }

    [Theory]
    [InlineData("-- another reason\r\nCREATE TABLE things\r\n    (id bigint);", MigratorExit.Ok)]
    [InlineData("CREATE TABLE things (id int);", MigratorExit.Drift)]
    [InlineData(null, MigratorExit.Drift)]
    public async Task Compares_an_edit_by_its_tokens(string? edited, object exit)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await bench.MustUpAsync();
        bench.Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");
        if (edited is null)
        {
            bench.Delete("migrations/20260101000000_make_things.sql");
        }
        else
        {
            bench.Migration("20260101000000_make_things", edited);
        }

        (await bench.UpAsync()).Exit.ShouldBe(exit);
    }

    [Fact]
    public async Task Refuses_an_older_version_unless_it_is_allowed()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");
        await bench.MustUpAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Drift);
        bench.Options = bench.Options with { AllowOutOfOrder = true };
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);
    }

    [Fact]
    public async Task Refuses_half_a_file_whose_first_step_was_edited_after_it_ran()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_two_steps", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT nope;");
        await bench.UpAsync();
        (await StateAsync(bench, 0)).ShouldBe(MigrationState.Partial);
        bench.Migration("20260101000000_two_steps", "-- migrate: step\nCREATE TABLE b (x int);\n-- migrate: step\nSELECT 1;");

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Drift);
    }

    private static async Task<MigrationState> StateAsync(Bench bench, int index)
    {
        StatusReport status = await bench.Migrator().StatusAsync(CancellationToken.None);
        status.Failure.ShouldBeNull();
        return status.Versions[index].State;
    }
}
