using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.DatabaseConsole;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Monitoring;

public sealed class ExplainTests(ConsoleFixture api) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        await api.Superuser.ExecuteAsync(
            """
            CREATE TABLE app.plants (id integer, kind integer, spot integer, name text) WITH (autovacuum_enabled = off);
            INSERT INTO app.plants SELECT i, i % 1000, i % 1000, repeat('leaf ', 20) || i FROM generate_series(1, 60000) AS i;
            CREATE TABLE app.empty (id integer);
            ANALYZE app.plants;
            GRANT SELECT, INSERT ON app.plants, app.empty TO app_api;

            DO $$
            DECLARE
                setting text;
            BEGIN
                FOREACH setting IN ARRAY ARRAY['work_mem = 64', 'max_parallel_workers_per_gather = 0', 'enable_hashjoin = off',
                                               'enable_mergejoin = off', 'enable_material = off', 'enable_bitmapscan = off'] LOOP
                    EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting);
                END LOOP;
            END
            $$
            """);
        // Connections that are open have the settings of before.
        NpgsqlConnection.ClearAllPools();
    }

    public Task DisposeAsync() => api.Superuser.ExecuteAsync("DROP TABLE app.plants, app.empty");

    [Fact]
    public async Task A_statement_is_explained_for_any_values_without_running()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var id = await RunAsync("SELECT name AS generic FROM app.plants WHERE id = 7 AND kind = 7");

        var plan = await ExplainAsync(admin, id, new { });

        plan.GetProperty("statement").GetString().ShouldBe("SELECT name AS generic FROM app.plants WHERE id = $1 AND kind = $2");
        plan.GetProperty("analyzed").GetBoolean().ShouldBeFalse();
        plan.GetProperty("milliseconds").ValueKind.ShouldBe(JsonValueKind.Null);
        plan.GetProperty("plan").GetProperty("Plan").GetProperty("Node Type").GetString().ShouldBe("Seq Scan");
        Codes(plan).ShouldBe(["scan"]);
    }

    [Fact]
    public async Task A_plan_is_kept_and_the_next_one_says_whether_it_changed()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var id = await RunAsync("SELECT kind FROM app.plants WHERE id = 8");

        var first = await ExplainAsync(admin, id, new { });
        await api.Superuser.ExecuteAsync("CREATE INDEX plants_id ON app.plants (id)");
        api.PassTime();
        var second = await ExplainAsync(admin, id, new { analyze = true, parameters = (List<string>)["8"] });

        first.GetProperty("earlier").GetArrayLength().ShouldBe(0);
        var earlier = second.GetProperty("earlier").EnumerateArray().ShouldHaveSingleItem();
        earlier.GetProperty("shape").GetString().ShouldBe(first.GetProperty("shape").GetString());
        second.GetProperty("shape").GetString().ShouldNotBe(first.GetProperty("shape").GetString());
        second.GetProperty("milliseconds").GetDouble().ShouldBeGreaterThan(0);
        second.GetProperty("cost").GetDouble().ShouldBeLessThan(first.GetProperty("cost").GetDouble());
        second.GetProperty("plan").GetProperty("Serialization").ValueKind.ShouldBe(JsonValueKind.Object);
        Codes(second).ShouldBeEmpty();
    }

    /// <summary>Each rule, by a statement that breaks it.</summary>
    [Theory]
    [InlineData("scan", "SELECT name AS scan FROM app.plants WHERE kind + 0 = 7 AND id > 5", "0", "7", "5")]
    [InlineData("filter", "SELECT name AS filter FROM app.plants WHERE id < 30000 AND spot + 0 = 7", "30000", "0", "7")]
    [InlineData("estimate", "SELECT count(*) AS estimate FROM app.plants WHERE kind % 1 = 0", "1", "0")]
    [InlineData("spill", "SELECT name AS spill FROM app.plants ORDER BY spot, name OFFSET 59999", "59999")]
    [InlineData("loops", "SELECT count(e.id) AS loops FROM app.plants AS p LEFT JOIN app.empty AS e ON e.id = p.id")]
    public async Task Advice_names_what_a_plan_suffers_from(string code, string sql, params string[] values)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("CREATE INDEX ON app.plants (id)");
        var id = await RunAsync(sql);

        var plan = await ExplainAsync(admin, id, new { analyze = true, parameters = values });

        Codes(plan).ShouldContain(code, plan.GetRawText());
    }

    [Fact]
    public async Task What_changes_data_or_runs_long_is_not_run()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var write = await RunAsync("INSERT INTO app.plants (id) VALUES (70001)", "INSERT INTO app.plants (id)");
        var utility = await RunAsync("ANALYZE app.plants", "ANALYZE");
        var sleep = await RunAsync("SELECT pg_sleep(0.001)", "SELECT pg_sleep(");

        var refused = await RefusalAsync(admin, write, new { analyze = true, parameters = (List<string>)["70002"] });
        var planned = await ExplainAsync(admin, write, new { });
        var unexplained = await RefusalAsync(admin, utility, new { });
        var wrong = await RefusalAsync(admin, sleep, new { analyze = true, parameters = (List<string>)["soon"] });
        var missing = await RefusalAsync(admin, sleep, new { analyze = true });

        refused.ShouldContain("It changes data");
        planned.GetProperty("plan").GetProperty("Plan").GetProperty("Node Type").GetString().ShouldBe("ModifyTable");
        unexplained.ShouldContain("syntax error");
        wrong.ShouldContain("invalid input syntax");
        missing.ShouldContain("wrong number of parameters");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.plants WHERE id = 70002")).ShouldBe(0);
    }

    /// <summary>Signals and session locks are not taken back by a rollback.</summary>
    [Fact]
    public async Task Statements_of_other_roles_are_not_run()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("SELECT pg_advisory_lock(4711) AS superuser_lock FROM app.empty");
        var id = await IdAsync("SELECT pg_advisory_lock($1) AS superuser_lock");

        var refused = await RefusalAsync(admin, id, new { analyze = true, parameters = (List<string>)["4711"] });
        var planned = await ExplainAsync(admin, id, new { });

        refused.ShouldContain("It runs only for statements of app_api");
        planned.GetProperty("analyzed").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("soon")]
    [InlineData("99999999999999999999999")]
    public async Task A_statement_that_is_not_counted_is_not_found(string id)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.PostAsJsonAsync($"/api/v1/database/statements/{id}/explain", new { });

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "monitoring.statement_not_found");
    }

    [Fact]
    public async Task The_console_explains_when_the_form_is_sent()
    {
        var id = await RunAsync("SELECT spot FROM app.plants WHERE name = '<b>'");
        using var browser = await api.EnterAsync();
        var page = await browser.GetStringAsync($"/console/statements/{id}");

        using var response = await browser.PostAsync(
            $"/console/statements/{id}",
            ConsoleFixture.Form(("key", ConsoleFixture.FormKey(page)), ("analyze", "1"), ("parameters", "<b>")));

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        page.ShouldNotContain("Node Type");
        html.ShouldContain("Node Type");
        html.ShouldContain("&lt;b&gt;</textarea>");
        html.ShouldContain("is read from end to end");
    }

    /// <summary>Runs it, and returns the id by which the server counts it.</summary>
    /// <param name="beginning">Of its text without values; up to FROM by default.</param>
    private async Task<string> RunAsync(string sql, string? beginning = null)
    {
        await api.Runtime.ExecuteAsync(sql);
        return await IdAsync(beginning ?? sql[..sql.IndexOf(" FROM", StringComparison.Ordinal)]);
    }

    private async Task<string> IdAsync(string beginning)
    {
        var id = await api.Superuser.ScalarAsync<long>(
            """
            SELECT queryid FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel AND starts_with(query, $1)
            """,
            beginning);
        return id.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Codes(JsonElement plan) =>
        plan.GetProperty("advice").EnumerateArray().Select(advice => advice.GetProperty("code").GetString()!);

    private static async Task<JsonElement> ExplainAsync(HttpClient admin, string id, object body)
    {
        using var response = await admin.PostAsJsonAsync($"/api/v1/database/statements/{id}/explain", body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<string> RefusalAsync(HttpClient admin, string id, object body)
    {
        using var response = await admin.PostAsJsonAsync($"/api/v1/database/statements/{id}/explain", body);
        return (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "monitoring.explain_refused")).GetProperty("detail")
            .GetString()!;
    }
}
