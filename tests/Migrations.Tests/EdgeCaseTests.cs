using Agora.Migrations.Events;
using Agora.Migrations.Files;

namespace Agora.Migrations.Tests;

/// <summary>
/// What the runner makes of SQL that simple tools trip over. README.md beside this file says where every numbered case is.
/// </summary>
public sealed class EdgeCaseTests
{
    [Fact]
    public async Task Case_09_A_body_in_BEGIN_ATOMIC_arrives_whole()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_atomic_body", """
            CREATE FUNCTION pick(x int) RETURNS int LANGUAGE sql
            BEGIN ATOMIC
                SELECT CASE WHEN x > 0 THEN CASE x WHEN 1 THEN 10 ELSE 20 END ELSE 0 END;
                SELECT "end" + x FROM (VALUES (1)) AS v ("end");
            END;
            CREATE TABLE after_it (id int);
            """);

        await bench.MustUpAsync();

        (await bench.ScalarAsync<int>("SELECT pick(2)")).ShouldBe(3);
        bench.Events.Of<StatementDone>().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("SELECT\u00a01;", "1:7 PGM904")]
    [InlineData("SELECT 1;\u200b", "1:10 PGM904")]
    [InlineData("SELECT 1;\0", "PGM901")]
    [InlineData("-- harmless\rDROP TABLE t;", "PGM903")]
    public async Task Case_14_and_03_What_hides_in_a_file_stops_it_before_anything_is_sent(string sql, string expected)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_hidden_one", sql);

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.LintErrors);
        report.Failure!.Details.ShouldContain(detail => detail.Contains(expected));
        bench.Events.Of<StatementStarted>().ShouldBeEmpty();
        (await bench.ScalarAsync<bool>("SELECT to_regclass('\"VersionInfo\"') IS NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Case_16_Two_builds_with_an_empty_statement_between_them_are_sent_one_by_one()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_the_table", "CREATE TABLE t (a int, b int);")
            .Migration(
                "20260102000000_two_builds",
                "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY t_a_idx ON t (a); -- one\n;\n/* between */ ;;\nCREATE INDEX "
                + "CONCURRENTLY t_b_idx ON t (b);\n");

        await bench.MustUpAsync();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid")).ShouldBe(2);
        bench.Events.Of<StatementDone>().Count(done => done.Version == 20260102000000).ShouldBe(2);
    }

    [Fact]
    public async Task Case_23_A_new_enum_value_is_used_in_the_next_step_and_refused_in_its_own()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_the_type", "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE t (m mood);")
            .Migration(
                "20260102000000_two_steps",
                "ALTER TYPE mood ADD VALUE 'fine' AFTER 'good';\n-- migrate: step\nINSERT INTO t VALUES ('fine');")
            .Migration(
                "20260103000000_new_type",
                "CREATE TYPE level AS ENUM ('low'); ALTER TYPE level ADD VALUE 'high' AFTER 'low'; SELECT 'high'::level;");
        await bench.MustUpAsync();
        bench.Migration("20260104000000_one_step", "ALTER TYPE mood ADD VALUE 'bad' AFTER 'fine';\nINSERT INTO t VALUES ('bad');");

        var report = await bench.UpAsync();

        (report.Exit, report.Failure!.SqlState, report.Failure.Line).ShouldBe((MigratorExit.Failed, "55P04", 2));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_enum WHERE enumlabel = 'bad'")).ShouldBe(0);
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_and_a_down_file_of_the_next_name_are_distinguished()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_it", "CREATE TABLE a (x int);")
            .Migration("20260101000000_Make_It", "CREATE TABLE b (x int);")
            .Migration("20260102000000_next_one", "CREATE TABLE c (x int);");
        bench.Write("migrations/20260102000000_make_it.down.sql", "DROP TABLE a;");

        MigrationDirectory.Read(bench.Root).Problems.Select(problem => $"{problem.Rule} {problem.File}").Order(StringComparer.Ordinal)
            .ShouldBe(["PGM617 migrations/20260101000000_Make_It.sql", "PGM617 migrations/20260102000000_make_it.down.sql"]);
        (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.LintErrors);
    }

    [Fact]
    public async Task A_way_back_that_was_deleted_is_missed_before_anything_is_taken_back()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_it", "CREATE TABLE a (x int);", "DROP TABLE a;");
        await bench.MustUpAsync();
        bench.Delete("migrations/20260101000000_make_it.down.sql");

        var report = await bench.DownAsync(Running.DownTarget.Last(1));

        report.Exit.ShouldBe(MigratorExit.Usage);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('a') IS NOT NULL")).ShouldBeTrue();
    }
}
