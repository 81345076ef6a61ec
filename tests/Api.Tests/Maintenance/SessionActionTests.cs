using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Monitoring;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Maintenance;

/// <summary>Statements that are cancelled and sessions that are ended.</summary>
public sealed class SessionActionTests(BehindProxyFixture api) : IClassFixture<BehindProxyFixture>
{
    [Fact]
    public async Task A_statement_is_cancelled_and_who_and_why_is_kept()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var session = await api.Runtime.OpenConnectionAsync();
        var sleeping = ExecuteAsync(session, "SELECT pg_sleep(60)");
        await UntilActiveAsync(session.ProcessID);

        var action = await StartAsync(admin, new { action = "cancel", pid = session.ProcessID, reason = "It blocks the import" });

        (await Should.ThrowAsync<PostgresException>(() => sleeping)).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        await ExecuteAsync(session, "SELECT 1");
        action.GetProperty("state").GetString().ShouldBe("succeeded");
        var row = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/database/actions/{action.GetProperty("id").GetString()}");
        row.GetProperty("reason").GetString().ShouldBe("It blocks the import");
        row.GetProperty("actorId").GetGuid().ShouldBe(admin.UserId);
        row.GetProperty("target").GetString().ShouldBe($"process {session.ProcessID}");
        row.GetProperty("detail").GetString()!.ShouldContain("app_api");
        row.GetProperty("state").GetString().ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_session_is_ended_only_when_it_is_the_one_that_is_meant()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var login = new NpgsqlConnectionStringBuilder(api.Access.Runtime.ConnectionString) { Pooling = false };
        await using var other = new NpgsqlDataSourceBuilder(login.ConnectionString) { Name = "tests" }.Build();
        await using var session = await other.OpenConnectionAsync();
        var startedAt = new DateTimeOffset(await api.Superuser.ScalarAsync<DateTime>(
            "SELECT backend_start FROM pg_stat_activity WHERE pid = $1", session.ProcessID));

        var pid = session.ProcessID;
        object Of(DateTimeOffset at) => new { action = "terminate", pid, sessionStartedAt = at, reason = "Idle" };
        using var former = await admin.PostAsJsonAsync("/api/v1/database/actions", Of(startedAt.AddSeconds(-1)));
        await Problem.AssertAsync(former, HttpStatusCode.Conflict, "maintenance.session_replaced");
        await ExecuteAsync(session, "SELECT 1");

        (await StartAsync(admin, Of(startedAt))).GetProperty("detail").GetString()!.ShouldStartWith("Ended process");
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(session, "SELECT 1"));
        using var gone = await admin.PostAsJsonAsync("/api/v1/database/actions", Of(startedAt));
        await Problem.AssertAsync(gone, HttpStatusCode.NotFound, "maintenance.session_not_found");

        var listed = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/actions?action=terminate&limit=100");
        listed.GetProperty("items").EnumerateArray().Where(row => row.GetProperty("target").GetString() == $"process {pid}")
            .Select(row => row.TryGetProperty("errorCode", out var code) ? code.GetString() : null)
            .ShouldBe([null, "maintenance.session_not_found", "maintenance.session_replaced"], ignoreOrder: true);
    }

    [Fact]
    public async Task Sessions_of_superusers_migrations_other_databases_and_the_server_are_left_alone()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var superuser = await api.Superuser.OpenConnectionAsync();
        await using var migrator = await OpenAsync(new NpgsqlConnectionStringBuilder(api.Access.Migrator!.ConnectionString));
        await using var elsewhere = await OpenAsync(
            new NpgsqlConnectionStringBuilder(api.Access.Watch!.ConnectionString) { Database = "postgres" });
        var writer = await api.Superuser.ScalarAsync<int>("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");

        foreach (var (pid, code) in new[]
            {
                (superuser.ProcessID, "maintenance.superuser_session"),
                (migrator.ProcessID, "maintenance.migration_session"),
                (elsewhere.ProcessID, "maintenance.other_database"),
                (writer, "maintenance.server_process"),
            })
        {
            foreach (var action in new[] { "cancel", "terminate" })
            {
                using var response = await admin.PostAsJsonAsync("/api/v1/database/actions", new { action, pid, reason = "Test" });
                await Problem.AssertAsync(response, HttpStatusCode.Conflict, code);
            }
        }

        await ExecuteAsync(superuser, "SELECT 1");
        await ExecuteAsync(migrator, "SELECT 1");
        await ExecuteAsync(elsewhere, "SELECT 1");
        await StartAsync(admin, new { action = "terminate", pid = migrator.ProcessID, reason = "It hangs", includeMigration = true });
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(migrator, "SELECT 1"));
    }

    /// <summary>The session of the caller cannot be looked up, no connection of the pool is free, and no table can be read.</summary>
    [Fact]
    public async Task What_locks_accounts_and_takes_the_pool_is_ended()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var migrator = await OpenAsync(new NpgsqlConnectionStringBuilder(api.Access.Migrator!.ConnectionString));
        await ExecuteAsync(migrator, "BEGIN; SET ROLE app_owner; LOCK TABLE app.users, app.user_sessions, app.jobs");
        var waiting = Enumerable.Range(0, 4).Select(_ => admin.GetAsync("/api/v1/jobs")).ToList();
        await api.Superuser.WaitersAsync(2);

        var action = await StartAsync(
            admin, new { action = "terminate", pid = migrator.ProcessID, reason = "No sign-in works", includeMigration = true });

        action.GetProperty("state").GetString().ShouldBe("succeeded");
        await Task.WhenAll(waiting);
        using var after = await admin.GetAsync("/api/v1/jobs");
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> StartAsync(HttpClient admin, object action)
    {
        using var response = await admin.PostAsJsonAsync("/api/v1/database/actions", action);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private async Task UntilActiveAsync(int pid)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await api.Superuser.ScalarAsync<bool>("SELECT state = 'active' FROM pg_stat_activity WHERE pid = $1", pid))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder login)
    {
        login.Pooling = false;
        var connection = new NpgsqlConnection(login.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
