using System.Net;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.DatabaseConsole;

public sealed class ConsoleActionTests(ConsoleFixture api) : IClassFixture<ConsoleFixture>
{
    /// <summary>A session holds a row, a migration waits for it, and a reader waits behind the migration.</summary>
    [Fact]
    public async Task A_blocked_chain_of_three_is_seen_and_ended()
    {
        using var browser = await api.EnterAsync();
        await using var holder = await ReaderAsync();
        await using var migration = await api.Superuser.OpenConnectionAsync();
        await using var reader = await ReaderAsync();
        await ExecuteAsync(holder, "BEGIN; SELECT FROM app.tags LIMIT 1");
        var change = ExecuteAsync(migration, "BEGIN; LOCK TABLE app.tags; ROLLBACK");
        await api.Superuser.WaitersAsync(1, change);
        var read = ExecuteAsync(reader, "SELECT FROM app.tags LIMIT 1");
        await api.Superuser.WaitersAsync(2, read);

        api.PassTime();
        var page = await browser.GetStringAsync("/console/activity");
        var form = page[page.IndexOf($"name=\"pid\" value=\"{holder.ProcessID}\"", StringComparison.Ordinal)..];
        var started = form.Split("name=\"started\" value=\"")[1].Split('"')[0];
        using var unreasoned = await ActAsync(browser, page, holder.ProcessID, started, "terminate", "");
        using var other = await ActAsync(browser, page, holder.ProcessID, "2020-01-01T00:00:00.0000000Z", "terminate", "Blocks readers");
        using var ended = await ActAsync(browser, page, holder.ProcessID, started, "terminate", "Blocks readers");
        await Task.WhenAll(change, read);

        unreasoned.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ended.Content.ReadAsStringAsync()).ShouldContain($"Ended process {holder.ProcessID}");
        (await api.Superuser.ScalarAsync<string>(
            "SELECT reason FROM app.operator_actions WHERE outcome = 'succeeded' AND target = $1", $"process {holder.ProcessID}"))
            .ShouldBe("Blocks readers");
    }

    private static Task<HttpResponseMessage> ActAsync(
        HttpClient browser, string page, int pid, string started, string action, string reason) => browser.PostAsync(
        "/console/activity",
        ConsoleFixture.Form(
            ("key", ConsoleFixture.FormKey(page)), ("pid", $"{pid}"), ("started", started), ("action", action), ("reason", reason)));

    // Not a superuser, whose sessions are not ended.
    private async Task<NpgsqlConnection> ReaderAsync()
    {
        var login = new NpgsqlConnectionStringBuilder(api.Access.Watch!.ConnectionString) { Username = "app_readonly", Pooling = false };
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
