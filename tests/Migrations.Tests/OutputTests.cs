using System.Text.Json;
using Agora.Migrations.Events;
using Agora.Migrations.Scripting;

namespace Agora.Migrations.Tests;

public sealed class OutputTests
{
    [Fact]
    public async Task Writes_one_json_object_a_line_with_the_schema_first()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        using var output = new StringWriter();

        await new Migrator(bench.Options, new JsonLinesObserver(output), TimeProvider.System).UpAsync(null, CancellationToken.None);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines[0].GetProperty("schema").GetString().ShouldBe("migrate.events/1");
        lines.Skip(1).Select(line => line.GetProperty("event").GetString())
            .ShouldBe(["run.start", "migration.start", "statement.start", "statement.done", "step.done", "migration.done", "run.end"]);
        lines.Skip(1).Select(line => line.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, 7));
        lines[3].GetProperty("version").GetInt64().ShouldBe(20260101000000);
        lines[3].GetProperty("lock_class").GetString().ShouldBe("New");
    }

    [Fact]
    public async Task Shows_a_failure_with_its_line_and_a_mark_under_the_column()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);\nSELECT 1,\n   nope;");
        using var output = new StringWriter();

        var report = await new Migrator(
            bench.Options, new ConsoleObserver(output), TimeProvider.System).UpAsync(null, CancellationToken.None);

        output.ToString().ShouldContain("20260101000000  make things");
        ConsoleObserver.Describe(report.Failure!, bench.Root).ShouldBe([
            "error 42703: column \"nope\" does not exist. The step was rolled back.",
            "  migrations/20260101000000_make_things.sql:3:4",
            "       3 |    nope;",
            "         |    ^",
        ]);
    }

    [Fact]
    public async Task Exports_each_version_as_a_FluentMigrator_class_with_one_call_a_statement()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE \"Things\" (id bigint);\nSELECT 1;", "DROP TABLE \"Things\";")
            .Migration(
                "20260102000000_index_things",
                "-- migrate: irreversible reason=\"why\"\n-- migrate: step\nSELECT 1;\n-- migrate: step transaction=off\nCREATE INDEX "
                + "CONCURRENTLY i ON \"Things\" (id);");

        var classes = bench.Migrator().ExportFluentMigrator("Shop");

        classes[0].ShouldBe(new ExportedClass("20260101000000_MakeThings.cs", """"
            using FluentMigrator;

            namespace Shop;

            [Migration(20260101000000L, "make things")]
            public sealed class MakeThings : Migration
            {
                public override void Up()
                {
                    Execute.Sql("""
                        CREATE TABLE "Things" (id bigint)
                        """);
                    Execute.Sql("SELECT 1");
                }

                public override void Down()
                {
                    Execute.Sql("""
                        DROP TABLE "Things"
                        """);
                }
            }

            """"));
        classes[1].Text.ShouldContain("[Migration(20260102000000L, TransactionBehavior.None, \"index things\")]");
        classes[1].Text.ShouldContain("Execute.Sql(\"BEGIN\");\n        Execute.Sql(\"SELECT 1\");\n        Execute.Sql(\"COMMIT\");");
        classes[1].Text.ShouldContain("throw new NotSupportedException(\"why\");");
    }

    [Fact]
    public async Task A_start_with_nothing_to_do_takes_few_round_trips_and_no_lock()
    {
        await using var bench = await Bench.CreateAsync();
        for (var i = 0; i < 500; i++)
        {
            bench.Migration($"{new DateTime(2026, 1, 1).AddSeconds(i):yyyyMMddHHmmss}_version_{i:000}", "SELECT 1;");
        }

        await bench.Migrator().BaselineAsync(20260102000000, CancellationToken.None);
        await bench.RunAsync(
            "UPDATE migrate.migration SET kind = 'versioned'; DELETE FROM migrate.migration WHERE name = 'baseline'; DELETE FROM "
            + "\"VersionInfo\" WHERE \"Version\" = 20260102000000");
        var (logins, answers) = (0, 0);
        await using var proxy = new WireProxy(bench.ConnectionString, (type, _) =>
        {
            logins += type == WireProxy.BackendKeyData ? 1 : 0;
            answers += type == WireProxy.ReadyForQuery ? 1 : 0;
        });

        var report = await new Migrator(bench.Options with { ConnectionString = proxy.ConnectionString }, bench.Events, TimeProvider.System)
            .UpAsync(null, CancellationToken.None);

        report.Failure.ShouldBeNull();
        report.Applied.ShouldBeEmpty();
        logins.ShouldBe(1);
        // One answer ends the login itself.
        (answers - 1).ShouldBeLessThanOrEqualTo(5);
    }
}
