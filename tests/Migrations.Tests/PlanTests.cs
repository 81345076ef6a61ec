using Agora.Migrations.Events;
using Agora.Migrations.Locks;
using Npgsql;

namespace Agora.Migrations.Tests;

public sealed class PlanTests
{
    [Fact]
    public async Task Says_what_each_pending_statement_would_lock_and_changes_nothing()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int); INSERT INTO t SELECT generate_series(1, 1000); ANALYZE t;");
        bench.Migration("20260101000000_change_t", """
            -- migrate: step
            ALTER TABLE t ADD COLUMN y int;
            CREATE TABLE u (x int);
            INSERT INTO u SELECT x FROM t;
            -- migrate: step transaction=off
            CREATE INDEX CONCURRENTLY t_x_idx ON t (x);
            """);

        var plan = await bench.Migrator().PlanAsync(CancellationToken.None);

        plan.Failure.ShouldBeNull();
        plan.Obstacles.ShouldBeEmpty();
        var steps = plan.Migrations.Single().Steps;
        steps.Select(step => step.Transaction).ShouldBe([true, false]);
        steps[0].Statements.Select(statement => statement.Class).ShouldBe([LockClass.Strong, LockClass.New, LockClass.New]);
        var table = steps[0].Statements[0].Locks.Single();
        (table.Relation, table.Mode, table.Rows).ShouldBe(("public.t", "ACCESS EXCLUSIVE", 1000));
        steps[1].Statements.Single().Locks.Single(l => l.Relation == "public.t").Mode.ShouldBe("SHARE UPDATE EXCLUSIVE");
        steps.SelectMany(step => step.Statements).ShouldAllBe(statement => statement.Refused == null);
        (await bench.ScalarAsync<bool>("SELECT to_regclass('\"VersionInfo\"') IS NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Shows_what_the_grammar_of_the_server_refuses_and_who_stands_in_the_way()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (x int)");
        bench.Migration("20260101000000_typo", "ALTER TABLE t\n  ADD COLUM y int;")
            .Migration("20260102000000_begin_it", "BEGIN; ALTER TABLE t ADD y int;");
        await using var reader = await bench.ConnectAsync();
        await using var read = new NpgsqlCommand("BEGIN; SELECT * FROM t; SELECT pg_sleep(1.1)", reader);
        await read.ExecuteNonQueryAsync();

        var plan = await bench.Migrator().PlanAsync(CancellationToken.None);

        plan.Migrations[0].Steps[0].Statements[0].Refused.ShouldBe("PGM906 2:15 syntax error at or near \"int\"");
        plan.Obstacles.Single().ShouldContain("PGM601");
        plan.Blockers.Select(blocker => blocker.Pid).ShouldBe([reader.ProcessID]);
    }

    [Fact]
    public async Task Needs_no_more_than_to_read_the_history()
    {
        await using var bench = await Bench.CreateAsync();
        var login = new NpgsqlConnectionStringBuilder(bench.ConnectionString);
        var role = $"{login.Database}_reader";
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await bench.MustUpAsync();
        bench.Migration("20260102000000_name_things", "ALTER TABLE things ADD COLUMN name text;");
        await bench.RunAsync(
            $"CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA migrate TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA "
            + $"migrate, public TO {role};");
        login.Username = role;
        login.Password = "x";

        var plan = await new Migrator(
            bench.Options with { ConnectionString = login.ConnectionString }, SilentObserver.Instance, TimeProvider.System)
            .PlanAsync(CancellationToken.None);
        await bench.RunAsync($"DROP OWNED BY {role}; DROP ROLE {role};");

        plan.Failure.ShouldBeNull();
        plan.Migrations.Single().Version.ShouldBe(20260102000000);
    }
}
