using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Maintenance;

/// <summary>The nightly maintenance, as its job runs it.</summary>
public sealed class MaintainDatabaseTests(MaintainDatabaseTests.Fixture api) : IClassFixture<MaintainDatabaseTests.Fixture>, IAsyncLifetime
{
    /// <summary>Ends runs that a test left.</summary>
    public async Task InitializeAsync()
    {
        await api.Superuser.ExecuteAsync("UPDATE app.maintenance_runs SET state = 'finished', stopped_by = NULL, finished_at = now()");
        await api.Superuser.ExecuteAsync("DROP TABLE IF EXISTS app.\"Bloated one\", app.thrice, app.leftover, app.dead, app.tail");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A reader waits no longer than 100 ms for a lock, or its statement fails.</summary>
    [Fact]
    public async Task A_bloated_table_and_its_index_are_mended_beside_readers_and_the_next_run_finds_nothing()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await FillAsync("app.\"Bloated one\"", keepEach: 5);
        await FillAsync("app.thrice", keepEach: 3);
        await api.Superuser.ExecuteAsync(
            """
            CREATE FUNCTION app.no_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''it was updated''; END';
            CREATE TRIGGER never BEFORE UPDATE ON app."Bloated one" FOR EACH ROW EXECUTE FUNCTION app.no_update();
            """);
        const string sum = "SELECT md5(string_agg(b::text, ',' ORDER BY b.id)) FROM app.\"Bloated one\" AS b";
        var rows = await api.Superuser.ScalarAsync<string>(sum);

        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => ReadAsync(end.Token)).ToList();
        var run = await RunAsync(admin);
        await end.CancelAsync();

        (await Task.WhenAll(readers)).ShouldAllBe(reads => reads > 0);
        run.GetProperty("state").GetString().ShouldBe("finished");
        foreach (var (action, target, least) in new[]
            {
                ("compact", "app.\"Bloated one\"", 4.5),
                ("compact", "app.thrice", 2.7),
                ("reindex", "app.\"Bloated one_pkey\"", 4.5),
                ("reindex", "app.thrice_pkey", 2.7),
            })
        {
            var step = Steps(run).Single(s => Text(s, "action") == action && Text(s, "target") == target);
            Text(step, "state").ShouldBe("done", step.GetRawText());
            step.GetProperty("factorBefore").GetDouble().ShouldBeGreaterThan(least, step.GetRawText());
            step.GetProperty("factorAfter").GetDouble().ShouldBeLessThan(1.5, step.GetRawText());
            step.GetProperty("bytesAfter").GetInt64().ShouldBeLessThan(step.GetProperty("bytesBefore").GetInt64() / 2);
        }

        (await api.Superuser.ScalarAsync<string>(sum)).ShouldBe(rows);
        var second = await RunAsync(admin);
        second.GetProperty("id").GetString().ShouldNotBe(run.GetProperty("id").GetString());
        Steps(second).Select(step => step.GetRawText()).ShouldBeEmpty();
    }

    /// <summary>The free space is all in the middle: rows that move up from the end land there, and move again.</summary>
    [Fact]
    public async Task Rows_at_the_end_behind_free_space_are_moved_to_the_front()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await FillAsync("app.tail", keep: "id < 10000 OR id > 99900");

        var run = await RunAsync(admin);

        var step = Steps(run).Single(s => Text(s, "action") == "compact" && Text(s, "target") == "app.tail");
        Text(step, "state").ShouldBe("done", step.GetRawText());
        step.GetProperty("factorAfter").GetDouble().ShouldBeLessThan(1.5, step.GetRawText());
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.tail")).ShouldBe(10_099);
    }

    /// <summary>While a transaction may still see the deleted rows, there is no room to move others to.</summary>
    [Fact]
    public async Task A_table_whose_dead_rows_are_still_seen_does_not_grow()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var old = await api.Superuser.OpenConnectionAsync();
        await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM app.users", old);
        await begin.ExecuteNonQueryAsync();
        await FillAsync("app.dead", keep: "id % 5 = 0");
        const string size = "SELECT pg_relation_size('app.dead')";
        var before = await api.Superuser.ScalarAsync<long>(size);

        var run = await RunAsync(admin);

        (await api.Superuser.ScalarAsync<long>(size)).ShouldBe(before);
        Text(Steps(run).Single(s => Text(s, "action") == "vacuum" && Text(s, "target") == "app.dead"), "state").ShouldBe("partial");
        Steps(run).ShouldNotContain(s => Text(s, "action") == "compact" && Text(s, "target") == "app.dead");
    }

    /// <summary>A phase that cannot look is a step that failed; the phases after it run.</summary>
    [Fact]
    public async Task A_phase_that_fails_holds_up_no_other()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("REVOKE EXECUTE ON FUNCTION app.table_bloat() FROM ops_maintain");
        await api.Superuser.ExecuteAsync(
            """
            SET ROLE app_owner;
            CREATE TABLE app.leftover (id integer);
            CREATE INDEX x_ccnew ON app.leftover (id);
            RESET ROLE;
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.x_ccnew'::regclass;
            """);
        try
        {
            var run = await RunAsync(admin);

            run.GetProperty("state").GetString().ShouldBe("finished");
            var failed = Steps(run).Single(step => Text(step, "state") == "failed");
            (Text(failed, "action"), Text(failed, "errorCode")).ShouldBe(("compact", "maintenance.not_allowed"));
            Steps(run).ShouldContain(step => Text(step, "action") == "drop" && Text(step, "state") == "done");
        }
        finally
        {
            await api.Superuser.ExecuteAsync("GRANT EXECUTE ON FUNCTION app.table_bloat() TO ops_maintain");
        }
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await FillAsync("app.dead", keepEach: 2);
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max, state, finished_at)
            VALUES (gen_random_uuid(), 'jobs.purge', '{}', 1, 2, now(), 3, 'succeeded', now() - interval '1 year')
            """);

        var plan = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/maintenance/plan");

        plan.GetProperty("isWindowOpen").GetBoolean().ShouldBeTrue();
        var needs = plan.GetProperty("needs").EnumerateArray().ToDictionary(
            need => $"{Text(need, "action")} {Text(need, "target")}", need => Text(need, "reason"), StringComparer.Ordinal);
        needs["vacuum app.dead"].ShouldBe("50000 dead rows, 50 % of all");
        needs["purge jobs.purge"].ShouldBe("1 or more rows were kept for their time");
        (await DeadAsync()).ShouldBe(50_000);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.jobs WHERE finished_at < now() - interval '1 month'")).ShouldBe(1);
        var run = await RunAsync(admin);
        Text(Steps(run).Single(step => Text(step, "action") == "purge"), "detail").ShouldBe("1 rows were deleted.");
    }

    [Fact]
    public async Task Only_invalid_leftovers_of_a_rebuild_are_dropped()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync(
            """
            SET ROLE app_owner;
            CREATE TABLE app.leftover (id integer);
            CREATE INDEX "Left_ccnew" ON app.leftover (id);
            CREATE INDEX left_ccold1 ON app.leftover (id);
            CREATE INDEX valid_ccnew ON app.leftover (id);
            CREATE INDEX unnamed ON app.leftover (id);
            RESET ROLE;
            UPDATE pg_index SET indisvalid = false
            WHERE indexrelid IN ('app."Left_ccnew"'::regclass, 'app.left_ccold1'::regclass, 'app.unnamed'::regclass);
            """);

        var run = await RunAsync(admin);

        Steps(run).Where(step => Text(step, "action") == "drop").Select(step => $"{Text(step, "target")} {Text(step, "state")}")
            .ShouldBe(["app.\"Left_ccnew\" done", "app.left_ccold1 done"]);
        (await api.Superuser.ScalarAsync<string>(
            """
            SELECT string_agg(i.indexrelid::regclass::text, ' ' ORDER BY i.indexrelid::regclass::text)
            FROM pg_index AS i
            WHERE i.indrelid = 'app.leftover'::regclass
            """))
            .ShouldBe("app.unnamed app.valid_ccnew");
    }

    [Fact]
    public async Task One_run_at_a_time()
    {
        await using var other = await api.Superuser.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('agora.maintenance'))", other);
        await command.ExecuteNonQueryAsync();
        var before = await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.maintenance_runs");

        var job = await QueueAsync();

        (await api.Superuser.ScalarAsync<string>("SELECT error_code FROM app.jobs WHERE id = $1", job)).ShouldBe("maintenance.running");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.maintenance_runs")).ShouldBe(before);
        await api.Superuser.ExecuteAsync("DELETE FROM app.jobs WHERE id = $1", job);
    }

    private async Task<JsonElement> RunAsync(HttpClient admin)
    {
        await QueueAsync();
        var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/maintenance?limit=1");
        return page.GetProperty("items")[0];
    }

    private async Task<Guid> QueueAsync()
    {
        var id = Guid.CreateVersion7();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
            VALUES ($1, 'database.maintain', '{}', 1, 2, now(), 3)
            """,
            id);
        await api.DrainJobsAsync();
        return id;
    }

    /// <summary>100,000 rows of which one in so many stays; the space of the others is free only once they are vacuumed.</summary>
    private Task<int> FillAsync(string table, int keepEach) => FillAsync(table, $"id % {keepEach} = 0");

    private Task<int> FillAsync(string table, string keep) => api.Superuser.ExecuteAsync(
        $"""
        SET ROLE app_owner;
        CREATE TABLE {table} (id bigint PRIMARY KEY, kind integer, body text) WITH (autovacuum_enabled = off);
        INSERT INTO {table} SELECT i, i % 7, repeat('x', i % 200) FROM generate_series(1, 100000) AS i;
        DELETE FROM {table} WHERE NOT ({keep});
        RESET ROLE;
        SELECT pg_stat_force_next_flush();
        """);

    private async Task<int> ReadAsync(CancellationToken end)
    {
        await using var connection = await api.Superuser.OpenConnectionAsync(CancellationToken.None);
        await using var read = new NpgsqlCommand(
            "SET lock_timeout = '100ms'; SELECT count(*) FROM app.\"Bloated one\" WHERE id < 1000; SELECT count(*) FROM app.thrice",
            connection);
        var reads = 0;
        while (!end.IsCancellationRequested)
        {
            await read.ExecuteNonQueryAsync(CancellationToken.None);
            reads++;
        }

        return reads;
    }

    private Task<long> DeadAsync() => api.Superuser.ScalarAsync<long>(
        "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relid = 'app.dead'::regclass");

    private static List<JsonElement> Steps(JsonElement run) => [.. run.GetProperty("steps").EnumerateArray()];

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;

    public sealed class Fixture : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Maintenance:Window="];
    }
}
