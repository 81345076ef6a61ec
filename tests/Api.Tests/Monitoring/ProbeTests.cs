using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Monitoring;

public sealed class ProbeTests(BehindProxyFixture api) : IClassFixture<BehindProxyFixture>
{
    [Fact]
    public async Task Every_probe_answers_and_describes_its_columns()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var names = await NamesAsync(admin);

        names.Count.ShouldBeGreaterThan(30);
        foreach (var name in names)
        {
            var table = await RunAsync(admin, name);
            table.GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null, name);
            var columns = table.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
            columns.ShouldBeUnique();
            foreach (var row in table.GetProperty("rows").EnumerateArray())
            {
                row.EnumerateObject().Select(member => member.Name).ShouldBe(columns, name);
            }
        }
    }

    /// <summary>A remark on a column that the statement does not return would never be shown.</summary>
    [Fact]
    public async Task Remarks_and_parameters_of_a_file_are_those_of_its_statement()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var listed = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes");

        foreach (var probe in listed.GetProperty("items").EnumerateArray())
        {
            var name = probe.GetProperty("name").GetString()!;
            var remarks = probe.GetProperty("remarks").EnumerateObject().Select(remark => remark.Name).ToList();
            var table = await RunAsync(admin, name);
            table.GetProperty("columns").EnumerateArray()
                .Where(column => column.GetProperty("remark").ValueKind != JsonValueKind.Null)
                .Select(column => column.GetProperty("name").GetString()!)
                .ShouldBe(remarks, ignoreOrder: true, name);
        }
    }

    [Fact]
    public async Task No_probe_waits_for_a_lock()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var migration = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await migration.BeginTransactionAsync();
        await ExecuteAsync(migration, "LOCK TABLE app.posts, app.audit IN ACCESS EXCLUSIVE MODE");
        await ExecuteAsync(migration, "REINDEX INDEX app.comments_pkey");

        foreach (var name in await NamesAsync(admin))
        {
            (await RunAsync(admin, name)).GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null, name);
        }

        var sizes = (await RunAsync(admin, "sizes")).GetProperty("rows").EnumerateArray().ToDictionary(
            row => row.GetProperty("table").GetString()!, row => row.GetProperty("exact").GetBoolean(), StringComparer.Ordinal);
        sizes["app.posts"].ShouldBeFalse();
        sizes["app.comments"].ShouldBeFalse();
        sizes["app.jobs"].ShouldBeTrue();
    }

    /// <summary>Databases that were cloned from one have the same numbers for their tables.</summary>
    [Fact]
    public async Task A_lock_of_another_database_is_none_of_this_one()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var clone = await ApiDatabase.CreateAsync();
        await using var elsewhere = await clone.Superuser.OpenConnectionAsync();
        await ExecuteAsync(elsewhere, "BEGIN; LOCK TABLE app.tasks");

        var tasks = (await RunAsync(admin, "sizes")).GetProperty("rows").EnumerateArray()
            .Single(row => row.GetProperty("table").GetString() == "app.tasks");

        tasks.GetProperty("exact").GetBoolean().ShouldBeTrue();
        await ExecuteAsync(elsewhere, "ROLLBACK");
    }

    /// <summary>The session of the caller cannot be looked up then.</summary>
    [Fact]
    public async Task A_probe_answers_while_accounts_are_locked()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var migration = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await migration.BeginTransactionAsync();
        await ExecuteAsync(migration, "LOCK TABLE app.users, app.user_sessions IN ACCESS EXCLUSIVE MODE");

        (await RunAsync(admin, "locks")).GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_chain_of_three_is_shown_as_a_tree()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await using var migration = await api.Superuser.OpenConnectionAsync();
        await using var reader = await api.Superuser.OpenConnectionAsync();
        await using (await holder.BeginTransactionAsync())
        {
            await ExecuteAsync(holder, "SELECT FROM app.tags LIMIT 1");
            var change = ExecuteAsync(migration, "BEGIN; LOCK TABLE app.tags; ROLLBACK");
            await api.Superuser.WaitersAsync(1, change);
            var read = ExecuteAsync(reader, "SELECT FROM app.tags LIMIT 1");
            await api.Superuser.WaitersAsync(2, read);

            var rows = (await RunAsync(admin, "blocking")).GetProperty("rows").EnumerateArray().ToList();
            var ours = rows.Where(row => row.GetProperty("path")[0].GetInt32() == holder.ProcessID).ToList();

            ours.Select(row => row.GetProperty("pid").GetInt32())
                .ShouldBe([holder.ProcessID, migration.ProcessID, reader.ProcessID]);
            ours.Select(row => row.GetProperty("depth").GetInt32()).ShouldBe([0, 1, 2]);
            ours.Select(row => row.GetProperty("blocks").GetInt32()).ShouldBe([2, 1, 0]);
            ours[0].GetProperty("waitsFor").ValueKind.ShouldBe(JsonValueKind.Null);
            ours[1].GetProperty("waitsFor").GetString().ShouldBe("app.tags");
            ours[1].GetProperty("mode").GetString().ShouldBe("AccessExclusiveLock");
            await ExecuteAsync(holder, "ROLLBACK");
            await Task.WhenAll(change, read);
        }
    }

    /// <summary>Each waits for all that are ahead of it in the queue, and is listed once.</summary>
    [Fact]
    public async Task A_queue_of_twelve_is_listed_once()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await ExecuteAsync(holder, "BEGIN; LOCK TABLE app.tag_aliases");
        var waiting = Enumerable.Range(0, 12)
            .Select(_ => api.Superuser.ExecuteAsync("BEGIN; LOCK TABLE app.tag_aliases; ROLLBACK")).ToList();
        await api.Superuser.WaitersAsync(12, Task.WhenAll(waiting));

        var rows = (await RunAsync(admin, "blocking")).GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("path")[0].GetInt32() == holder.ProcessID).ToList();

        rows.Select(row => row.GetProperty("pid").GetInt32()).ShouldBeUnique();
        rows.Count.ShouldBe(13);
        rows[0].GetProperty("blocks").GetInt32().ShouldBe(12);
        await ExecuteAsync(holder, "ROLLBACK");
        await Task.WhenAll(waiting);
    }

    [Theory]
    [InlineData("total")]
    [InlineData("mean")]
    [InlineData("deviation")]
    [InlineData("calls")]
    [InlineData("longest")]
    [InlineData("reads")]
    [InlineData("wal")]
    public async Task Slow_statements_are_sorted_by_their_cost(string order)
    {
        var column = order switch
        {
            "calls" => "calls",
            "longest" => "longestMilliseconds",
            "reads" => "readBytes",
            "wal" => "walBytes",
            _ => $"{order}Milliseconds",
        };
        using var admin = await api.SignedInAsync(UserRole.Admin);

        var rows = (await RunAsync(admin, $"slow-statements?order={order}&limit=5")).GetProperty("rows").EnumerateArray().ToList();

        rows.Count.ShouldBe(5);
        var costs = rows.Select(row => row.GetProperty(column).GetDouble()).ToList();
        costs.ShouldBe(costs.OrderDescending());
        costs[0].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Slow_statements_show_no_values()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("SELECT pg_sleep(0.05), 'swordfish' AS secret_word");

        var rows = (await RunAsync(admin, "slow-statements?order=longest&slowerThan=40&limit=100")).GetProperty("rows").EnumerateArray()
            .ToList();

        var ours = rows.Single(row => row.GetProperty("statement").GetString()!.Contains("secret_word", StringComparison.Ordinal));
        ours.GetProperty("statement").GetString().ShouldBe("SELECT pg_sleep($1), $2 AS secret_word");
        ours.GetProperty("meanMilliseconds").GetDouble().ShouldBeGreaterThanOrEqualTo(40);
        rows.ShouldAllBe(row => row.GetProperty("meanMilliseconds").GetDouble() >= 40);
    }

    /// <summary>The server keeps these as they were sent.</summary>
    [Fact]
    public async Task Statements_with_passwords_are_left_out()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("ALTER ROLE app_readonly PASSWORD 'test-password-of-a-throw-away-role'");

        var table = await RunAsync(admin, "slow-statements?order=longest&limit=100");

        table.GetRawText().ShouldNotContain("throw-away-role");
        table.GetProperty("rows").EnumerateArray()
            .ShouldContain(row => row.GetProperty("statement").GetString() == "left out: it may hold a password");
    }

    [Theory]
    [InlineData("slow-statements?order=name", "order", "Must be one of total, mean, deviation, calls, longest, reads, wal.")]
    [InlineData("slow-statements?limit=0", "limit", "Must be a whole number from 1 to 100.")]
    [InlineData("activity?limit=201", "limit", "Must be a whole number from 1 to 200.")]
    [InlineData("slow-statements?slowerThan=-1", "slowerThan", "Must be a whole number from 0 to 3600000.")]
    [InlineData("blocking?limit=5", "limit", "Must be absent: this probe has no parameters.")]
    [InlineData("activity?order=calls", "order", "Must be absent: this probe takes limit.")]
    public async Task Wrong_parameters_are_refused(string address, string field, string message)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.GetAsync($"/api/v1/database/probes/{address}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "monitoring.parameter")).Errors(field).ShouldBe([message]);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..%2Fschema")]
    [InlineData("Activity")]
    public async Task An_unknown_probe_is_not_found(string name)
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);

        using var response = await admin.GetAsync($"/api/v1/database/probes/{name}");

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "monitoring.probe_not_found");
    }

    /// <summary>Checked against pgstattuple, on a table five times as large as its rows need and on a compact one.</summary>
    [Fact]
    public async Task Bloat_is_estimated_as_it_is_measured()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync(
            """
            SET ROLE app_owner;
            CREATE TABLE app."Bloated one" (id bigint PRIMARY KEY, kind integer, name text, body text)
            WITH (autovacuum_enabled = off);
            CREATE INDEX bloated_kind ON app."Bloated one" (kind);
            INSERT INTO app."Bloated one" SELECT i, i % 7, nullif('name ' || i % 3, 'name 0'), repeat('x', i % 200)
            FROM generate_series(1, 200000) AS i;
            CREATE TABLE app.compact WITH (autovacuum_enabled = off) AS TABLE app."Bloated one";
            DELETE FROM app."Bloated one" WHERE id % 5 <> 0;
            RESET ROLE;
            """);
        foreach (var table in new[] { "app.\"Bloated one\"", "app.compact" })
        {
            await api.Superuser.ExecuteAsync($"VACUUM ANALYZE {table}");
        }

        var tables = (await RunAsync(admin, "table-bloat")).GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("table").GetString()!, StringComparer.Ordinal);
        var indexes = (await RunAsync(admin, "index-bloat")).GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("index").GetString()!, StringComparer.Ordinal);

        var bloated = tables["app.\"Bloated one\""];
        bloated.GetProperty("trusted").GetBoolean().ShouldBeTrue();
        bloated.GetProperty("factor").GetDouble().ShouldBe(5, tolerance: 0.5);
        var free = await api.Superuser.ScalarAsync<double>("SELECT free_percent FROM pgstattuple('app.\"Bloated one\"')");
        bloated.GetProperty("bloatPercent").GetDouble().ShouldBe(free, tolerance: 5);
        tables["app.compact"].GetProperty("factor").GetDouble().ShouldBe(1, tolerance: 0.1);
        var density = await api.Superuser.ScalarAsync<double>("SELECT avg_leaf_density FROM pgstatindex('app.bloated_kind')");
        indexes["app.bloated_kind"].GetProperty("factor").GetDouble().ShouldBe(90 / density, tolerance: 1);

        await api.Superuser.ExecuteAsync("DROP TABLE app.\"Bloated one\", app.compact");
    }

    private static async Task<List<string>> NamesAsync(HttpClient admin) =>
        [.. (await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes")).GetProperty("items").EnumerateArray()
            .Select(probe => probe.GetProperty("name").GetString()!)];

    private async Task<JsonElement> RunAsync(HttpClient admin, string probe)
    {
        api.PassTime();
        using var response = await admin.GetAsync($"/api/v1/database/probes/{probe}");
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{probe}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
