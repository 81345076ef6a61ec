using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Maintenance;

/// <summary>Tables that are vacuumed and analyzed, and indexes that are rebuilt.</summary>
public sealed class RelationActionTests(RelationActionTests.Fixture api) : IClassFixture<RelationActionTests.Fixture>
{
    private const string Odd = "app.\"Odd \"\"one\"\", Ä\"", OddIndex = "app.\"Odd Index\"";

    [Fact]
    public async Task A_table_with_an_odd_name_is_vacuumed_analyzed_and_reindexed()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var before = await api.Superuser.ScalarAsync<uint>($"SELECT pg_relation_filenode('{OddIndex}')");

        var vacuum = await StartAsync(admin, new { action = "vacuum", table = Odd, reason = "Dead rows" });
        vacuum.GetProperty("state").GetString().ShouldBe("queued");
        await api.DrainJobsAsync();
        (await GetAsync(admin, vacuum)).GetProperty("detail").GetString().ShouldBe($"Vacuum of {Odd} is done.");
        (await StatisticAsync("n_dead_tup")).ShouldBe(0);
        (await StatisticAsync("vacuum_count")).ShouldBe(1);

        var analyze = await StartAsync(admin, new { action = "analyze", table = Odd, reason = "New rows" });
        var index = await StartAsync(admin, new { action = "reindex", index = OddIndex, reason = "Bloat" });
        var table = await StartAsync(admin, new { action = "reindex", table = Odd, reason = "Bloat" });
        await api.DrainJobsAsync();

        (await StatisticAsync("analyze_count")).ShouldBe(2);
        (await api.Superuser.ScalarAsync<uint>($"SELECT pg_relation_filenode('{OddIndex}')")).ShouldNotBe(before);
        foreach (var action in new[] { vacuum, analyze, index, table })
        {
            var done = await GetAsync(admin, action);
            done.GetProperty("state").GetString().ShouldBe("succeeded");
            done.GetProperty("milliseconds").GetDouble().ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData("""{"action":"vacuum","table":"app.nothing","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"vacuum","table":"pg_catalog.pg_class","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"analyze","table":"a.b.c.d","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"analyze","table":"app.\"","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"analyze","table":"app.posts; DROP TABLE app.posts","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"analyze","table":"app.posts_pkey","reason":"x"}""", "maintenance.table_not_found")]
    [InlineData("""{"action":"reindex","index":"app.posts","reason":"x"}""", "maintenance.index_not_found")]
    [InlineData("""{"action":"reindex","index":"pg_catalog.pg_class_oid_index","reason":"x"}""", "maintenance.index_not_found")]
    public async Task What_is_no_table_or_index_of_users_is_not_found_and_not_queued(string body, string code)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.PostAsync("/api/v1/database/actions", Json(body));

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, code);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.jobs WHERE state = 'queued'")).ShouldBe(0);
        var last = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/actions?limit=1")).GetProperty("items")[0];
        last.GetProperty("errorCode").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"action":"vacuum","reason":"x"}""", "table")]
    [InlineData("""{"action":"vacuum","table":"app.posts","reason":" "}""", "reason")]
    [InlineData("""{"action":"vacuum","table":"app.posts","index":"app.posts_pkey","reason":"x"}""", "index")]
    [InlineData("""{"action":"reindex","table":"app.posts","index":"app.posts_pkey","reason":"x"}""", "table")]
    [InlineData("""{"action":"reset","pid":1,"reason":"x"}""", "pid")]
    [InlineData("""{"action":"cancel","reason":"x"}""", "pid")]
    [InlineData("""{"action":"terminate","pid":0,"reason":"x"}""", "pid")]
    public async Task What_does_not_fit_the_action_is_refused(string body, string field)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.PostAsync("/api/v1/database/actions", Json(body));

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_would_wait_for_a_lock_gives_up()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await ExecuteAsync(holder, $"LOCK TABLE {Odd} IN SHARE UPDATE EXCLUSIVE MODE");

        var action = await StartAsync(admin, new { action = "vacuum", table = Odd, reason = "Dead rows" });
        await api.DrainJobsAsync();

        var given = await GetAsync(admin, action);
        given.GetProperty("state").GetString().ShouldBe("failed");
        given.GetProperty("errorCode").GetString().ShouldBe("maintenance.locked");
    }

    [Fact]
    public async Task A_queued_action_is_cancelled_with_its_job()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var action = await StartAsync(admin, new { action = "analyze", table = Odd, reason = "By mistake" });

        using var cancelled = await admin.PostAsync($"/api/v1/jobs/{action.GetProperty("id").GetString()}/cancel", null);
        await api.DrainJobsAsync();

        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(admin, action)).GetProperty("state").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task Statistics_of_statements_are_reset()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        const string count = "SELECT count(*) FROM pg_stat_statements AS s WHERE s.query = 'SELECT $1 AS reset_me_please'";
        await api.Superuser.ExecuteAsync("SELECT 1 AS reset_me_please");
        (await api.Superuser.ScalarAsync<long>(count)).ShouldBe(1);

        await StartAsync(admin, new { action = "reset", reason = "New release" });

        (await api.Superuser.ScalarAsync<long>(count)).ShouldBe(0);
    }

    [Fact]
    public async Task Actions_are_paged()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        for (var i = 0; i < 3; i++)
        {
            await StartAsync(admin, new { action = "reset", reason = $"Page {i}" });
        }

        var first = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/actions?action=reset&limit=2");
        var second = await admin.GetFromJsonAsync<JsonElement>(
            $"/api/v1/database/actions?action=reset&limit=2&cursor={first.GetProperty("next").GetString()}");

        Reasons(first).ShouldBe(["Page 2", "Page 1"]);
        Reasons(second)[0].ShouldBe("Page 0");

        static List<string?> Reasons(JsonElement page) =>
            [.. page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("reason").GetString())];
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonElement> StartAsync(HttpClient admin, object action)
    {
        using var response = await admin.PostAsJsonAsync("/api/v1/database/actions", action);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<JsonElement> GetAsync(HttpClient admin, JsonElement action)
    {
        var id = action.GetProperty("id").GetString();
        return await admin.GetFromJsonAsync<JsonElement>($"/api/v1/database/actions/{id}");
    }

    private Task<long> StatisticAsync(string column) =>
        api.Superuser.ScalarAsync<long>($"SELECT {column} FROM pg_stat_user_tables WHERE relid = '{Odd}'::regclass");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public sealed class Fixture : ApiFixture
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await Superuser.ExecuteAsync(
                $"""
                SET ROLE app_owner;
                CREATE TABLE {Odd} (id integer) WITH (autovacuum_enabled = off);
                CREATE INDEX "Odd Index" ON {Odd} (id);
                INSERT INTO {Odd} SELECT generate_series(1, 2000);
                DELETE FROM {Odd} WHERE id % 2 = 0;
                RESET ROLE;
                SELECT pg_stat_force_next_flush();
                """);
            // Giving up takes the role 5 seconds otherwise.
            var database = await Superuser.ScalarAsync<string>("SELECT current_database()");
            await Superuser.ExecuteAsync($"ALTER ROLE ops_maintain IN DATABASE \"{database}\" SET lock_timeout = '300ms'");
        }
    }
}

public sealed class WithoutMaintainLoginTests(WithoutMaintainLoginTests.Fixture api) : IClassFixture<WithoutMaintainLoginTests.Fixture>
{
    [Fact]
    public async Task Actions_say_which_setting_is_missing()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.PostAsJsonAsync("/api/v1/database/actions", new { action = "reset", reason = "Test" });

        var problem = await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "maintenance.not_configured");
        problem.GetProperty("detail").GetString()!.ShouldContain("DATABASE_MAINTAIN_URL");
        using var plan = await admin.GetAsync("/api/v1/database/maintenance/plan");
        await Problem.AssertAsync(plan, HttpStatusCode.ServiceUnavailable, "maintenance.not_configured");

        // Every run would fail, so none is queued.
        var kind = await admin.GetFromJsonAsync<JsonElement>("/api/v1/jobs/kinds/database.maintain");
        kind.GetProperty("schedule").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    public sealed class Fixture : ApiFixture
    {
        private protected override DatabaseAccess Reach(DatabaseAccess access) => access with { Maintain = null };
    }
}
