using System.Text.Json;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Tests;

/// <summary>Verbs that only look. The members of their JSON are a promise to scripts.</summary>
public sealed class InspectionTests
{
    [Fact]
    public async Task Lists_every_version_with_its_kind_its_way_back_and_where_the_database_stands()
    {
        await using var bench = await ThreeAsync();

        var list = await bench.Migrator().ListAsync(CancellationToken.None);

        list.Failure.ShouldBeNull();
        MigrationList.Text(list).ShouldBe("""
               20260101000000  missing file      history                      make_things
            -> 20260102000000  applied           sql     expand   reversible  make more
               20260103000000  pending           sql              one way     make last
               repeatable      pending           sql                          rights

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Says_the_same_to_programs_in_members_that_stay()
    {
        await using var bench = await ThreeAsync();
        var list = Parse(JsonDocuments.Of(await bench.Migrator().ListAsync(CancellationToken.None)));
        var status = Parse(JsonDocuments.Of(await bench.Migrator().StatusAsync(CancellationToken.None)));
        var plan = Parse(JsonDocuments.Of(await bench.Migrator().PlanAsync(CancellationToken.None)));

        Members(list).ShouldBe(["schema", "current", "versions", "repeatables"]);
        list.GetProperty("schema").GetString().ShouldBe("migrate.list/1");
        list.GetProperty("current").GetInt64().ShouldBe(20260102000000);
        Members(list.GetProperty("versions")[1]).ShouldBe(
            ["version", "name", "kind", "file", "phase", "steps", "reversible", "state", "current", "applied_on"]);
        list.GetProperty("versions")[1].GetProperty("applied_on").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        Members(list.GetProperty("repeatables")[0]).ShouldBe(["name", "file", "pending", "waiting"]);

        Members(status).ShouldBe(["schema", "versions", "pending_repeatables", "loose_ends"]);
        status.GetProperty("schema").GetString().ShouldBe("migrate.status/1");
        Members(status.GetProperty("versions")[0]).ShouldBe(
            ["version", "name", "state", "applied_on", "duration_ms", "role", "source", "steps_done", "steps", "next"], ignoreOrder: true);
        status.GetProperty("versions")[2].GetProperty("state").GetString().ShouldBe("Pending");

        Members(plan).ShouldBe(["schema", "migrations", "repeatables", "obstacles", "blockers"]);
        plan.GetProperty("schema").GetString().ShouldBe("migrate.plan/1");
        Members(plan.GetProperty("migrations")[0]).ShouldBe(["version", "name", "file", "phase", "state", "steps"]);
        Members(plan.GetProperty("migrations")[0].GetProperty("steps")[0]).ShouldBe(["number", "transaction", "backfill", "statements"]);
        Members(plan.GetProperty("migrations")[0].GetProperty("steps")[0].GetProperty("statements")[0])
            .ShouldBe(["line", "sql", "class", "locks"]);
    }

    [Fact]
    public async Task Validates_without_writing_anything()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Repeatable("rights", "GRANT SELECT ON things TO PUBLIC;");

        var report = await bench.Migrator().ValidateAsync(CancellationToken.None);

        report.Failure.ShouldBeNull();
        report.Pending.ShouldBe([20260101000000]);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname IN ('VersionInfo', 'things', 'journal')")).ShouldBe(0);
    }

    [Theory]
    [InlineData("20260103000000_ends_itself", "SELECT 1;\nCOMMIT;", MigratorExit.LintErrors, "PGM601")]
    [InlineData("20260103000000_misspelt", "CREAT TABLE x (id int);", MigratorExit.Usage, "syntax error")]
    [InlineData("20260101000000_came_late", "SELECT 1;", MigratorExit.Drift, "older than the newest applied version")]
    [InlineData("20260102000000_make_more", "CREATE TABLE more (id int);", MigratorExit.Drift, "edited after it was applied")]
    [InlineData("20260103000000_contract", "-- migrate: phase=contract\nSELECT 1;", MigratorExit.NeedsDecision, "PGM513")]
    public async Task Validate_finds_what_would_stop_a_run(string name, string sql, object exit, string message)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");
        await bench.MustUpAsync();
        bench.Migration(name, sql);

        var report = await bench.Migrator().ValidateAsync(CancellationToken.None);

        report.Exit.ShouldBe(exit);
        report.Failure!.Details.ShouldHaveSingleItem().ShouldContain(message);
        (await bench.UpAsync()).Exit.ShouldBe(name.Contains("misspelt", StringComparison.Ordinal) ? MigratorExit.Failed : exit);
    }

    private static async Task<Bench> ThreeAsync()
    {
        var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_make_more", "-- migrate: phase=expand\nCREATE TABLE more (id bigint);", "DROP TABLE more;");
        await bench.MustUpAsync();
        bench.Delete("migrations/20260101000000_make_things.sql");
        return bench.Migration("20260103000000_make_last", "CREATE TABLE last (id bigint);")
            .Repeatable("rights", "GRANT SELECT ON more TO PUBLIC;");
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
