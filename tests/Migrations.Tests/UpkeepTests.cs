using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Migrations.Tests;

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
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Unfinished.Single().Object.ShouldBe("public.bad");

        (await bench.Migrator().RepairAsync("good", CancellationToken.None)).Exit.ShouldBe(MigratorExit.Usage);
        (await bench.Migrator().RepairAsync("public.bad", CancellationToken.None)).Failure.ShouldBeNull();

        (await bench.ScalarAsync<string>("SELECT string_agg(indexrelid::regclass::text, ',') FROM pg_index WHERE indrelid = 't'::regclass"))
            .ShouldBe("good");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Resolve_continues_after_an_uncertain_statement_or_runs_it_again(bool applied, int calls)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            "CREATE TABLE calls (x int); CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO calls VALUES (1); COMMIT; END "
            + "$$");
        bench.Migration(
            "20260101000000_call_it", "-- migrate: transaction=off\nCALL work();\nSELECT 1 / (SELECT count(*) FROM calls WHERE x = 2);");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        await bench.RunAsync("INSERT INTO calls VALUES (2); UPDATE migrate.journal SET state = 'started' WHERE stmt = 1");

        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.NeedsDecision);
        (await StateAsync(bench)).ShouldBe(MigrationState.Uncertain);
        (await bench.Migrator()
            .ResolveAsync(20260101000000, applied ? Resolution.Applied : Resolution.Retry, "looked at it", CancellationToken.None))
            .Failure.ShouldBeNull();
        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM calls WHERE x = 1")).ShouldBe(calls);
    }

    [Theory]
    [InlineData("-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT 1 / 0;")]
    [InlineData("-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step transaction=off\nVACUUM nowhere;")]
    public async Task Resolve_finishes_a_version_whose_last_step_was_done_by_hand(string sql)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", sql, "DROP TABLE a;");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);

        (await bench.Migrator()
            .ResolveAsync(20260101000000, Resolution.Applied, "done by hand", CancellationToken.None)).Failure.ShouldBeNull();
        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000]);

        (await StateAsync(bench)).ShouldBe(MigrationState.Applied);
        (await bench.ScalarAsync<string>("SELECT reason FROM migrate.journal WHERE state = 'resolved'")).ShouldBe("done by hand");
        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Resolve_of_an_uncertain_last_statement_finishes_the_version()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 / 0; END $$");
        bench.Migration("20260101000000_call_it", "-- migrate: transaction=off\nCALL work();");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Failed);
        await bench.RunAsync("UPDATE migrate.journal SET state = 'started' WHERE stmt = 1");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.NeedsDecision);

        (await bench.Migrator().ResolveAsync(20260101000000, Resolution.Applied, "it did", CancellationToken.None)).Failure.ShouldBeNull();
        await bench.MustUpAsync();

        (await StateAsync(bench)).ShouldBe(MigrationState.Applied);
    }

    [Fact]
    public async Task Resolve_accepts_an_edited_and_a_missing_file()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");
        await bench.MustUpAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id int);").Delete("migrations/20260102000000_make_more.sql");
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.Drift);

        foreach (var version in new[] { 20260101000000, 20260102000000 })
        {
            (await bench.Migrator()
                .ResolveAsync(version, Resolution.Retry, "no", CancellationToken.None)).Exit.ShouldBe(MigratorExit.Usage);
            (await bench.Migrator().ResolveAsync(version, Resolution.Applied, "agreed", CancellationToken.None)).Failure.ShouldBeNull();
        }

        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
        (await bench.Migrator().StatusAsync(CancellationToken.None)).HasDrift.ShouldBeFalse();
        (await bench.ScalarAsync<long>("SELECT count(*) FROM migrate.journal WHERE reason = 'agreed'")).ShouldBe(2);
    }

    [Theory]
    [InlineData(true, "integer")]
    [InlineData(false, "bigint")]
    public async Task Resolve_decides_about_a_step_that_was_edited_after_it_ran(bool applied, string type)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "-- migrate: step\nCREATE TABLE a (x int);\n-- migrate: step\nSELECT 1 / 0;");
        await bench.UpAsync();
        bench.Migration(
            "20260101000000_make_things", "-- migrate: step\nDROP TABLE a; CREATE TABLE a (x bigint);\n-- migrate: step\nSELECT 1;");
        var edited = await bench.UpAsync();

        (await bench.Migrator().ResolveAsync(
            20260101000000,
            applied ? Resolution.Applied : Resolution.Retry,
            "looked at it",
            CancellationToken.None)).Failure.ShouldBeNull();
        await bench.MustUpAsync();

        edited.Exit.ShouldBe(MigratorExit.Drift);
        edited.Failure!.Details.Single().ShouldContain("resolve 20260101000000");
        (await bench.ScalarAsync<string>(
            "SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'x'")).ShouldBe(type);
    }

    [Fact]
    public async Task Diff_takes_partitions_of_the_run_time_for_no_change_until_one_is_unlike_the_others()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_log", """
            CREATE TABLE log (at date NOT NULL, id bigint NOT NULL, text text DEFAULT 'x', CONSTRAINT log_pkey PRIMARY KEY (at, id),
                CONSTRAINT log_id_check CHECK (id > 0)) PARTITION BY RANGE (at);
            CREATE INDEX log_text_idx ON log (text);
            CREATE TABLE kept (at date NOT NULL, id bigint) PARTITION BY RANGE (at);
            CREATE TABLE kept_default PARTITION OF kept DEFAULT;
            ALTER TABLE kept_default ENABLE ROW LEVEL SECURITY;
            CREATE FUNCTION rest() RETURNS bigint LANGUAGE plpgsql
                AS $$ BEGIN RETURN (SELECT count(*) FROM public.kept_default); END $$;
            """);
        await bench.MustUpAsync();
        var bin = await ScratchServer.BinDirectoryAsync();
        bench.Write("schema.sql", await bench.Migrator().SnapshotAsync(bin, CancellationToken.None));
        await bench.RunAsync("""
            CREATE TABLE log_2026_01 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE "log Feb" PARTITION OF log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            CREATE TABLE kept_2026_01 PARTITION OF kept FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            ALTER TABLE kept_2026_01 ENABLE ROW LEVEL SECURITY;
            """);
        var served = await bench.Migrator().DiffAsync(bin, CancellationToken.None);
        await bench.RunAsync("""
            CREATE INDEX by_hand ON log_2026_01 (id);
            ALTER TABLE "log Feb" ALTER COLUMN text DROP DEFAULT;
            ALTER TABLE kept_2026_01 DISABLE ROW LEVEL SECURITY;
            CREATE TABLE log_2026_03 (at date);
            """);

        var changed = await bench.Migrator().DiffAsync(bin, CancellationToken.None);

        served.Differences.ShouldBeEmpty();
        changed.Exit.ShouldBe(MigratorExit.Drift);
        changed.Differences.Where(line => !line.Contains(" OWNER TO ", StringComparison.Ordinal))
            .Select(line => line.Split('(', '\n')[0].Trim())
            .ShouldBe(
                ["+ CREATE TABLE public.kept_2026_01", "+ CREATE TABLE public.\"log Feb\"", "+ CREATE TABLE public.log_2026_03",
                    "+ CREATE INDEX by_hand ON public.log_2026_01 USING btree"],
                ignoreOrder: true);
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
        found.Findings.Single()
            .ShouldBe(new VerifyFinding(20260101000000, "migrations/20260101000000_make_things.verify.sql", 2, "1 rows, the first: id=7"));
    }

    [Fact]
    public async Task Redo_takes_the_newest_version_back_and_applies_it_again()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);", "DROP TABLE things;");
        await bench.MustUpAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id uuid);");

        (await bench.Migrator().RedoAsync(1, CancellationToken.None)).Failure.ShouldBeNull();

        (await bench.ScalarAsync<string>(
            "SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'things'::regclass AND attname = 'id'")).ShouldBe("uuid");
    }

    private static async Task<MigrationState> StateAsync(Bench bench) =>
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions.Single().State;
}
