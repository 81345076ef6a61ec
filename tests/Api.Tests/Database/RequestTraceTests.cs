using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Database;

/// <summary>One id leads from a request to its log lines, to its statements on the server and to what it changed.</summary>
public sealed class RequestTraceTests(RequestTraceTests.EveryStatement api) : IClassFixture<RequestTraceTests.EveryStatement>
{
    [Fact]
    public async Task Every_line_of_a_request_has_its_id_and_a_name_of_the_person_that_is_not_the_id()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());

        var first = await LinesAsync(ann, HttpMethod.Get, "/api/v1/users/me");
        var second = await LinesAsync(ann, HttpMethod.Get, "/api/v1/posts");
        var other = await LinesAsync(bob, HttpMethod.Get, "/api/v1/posts");
        var anonymous = await LinesAsync(api.Anonymous(), HttpMethod.Get, "/api/v1/posts");

        var name = first.Single(l => l.Category == "Agora.Access").Scopes["Person"]!;
        name.ShouldMatch("^[0-9a-f]{12}$");
        first.Where(l => l.Scopes.ContainsKey("Person")).ShouldContain(l => l.Category == "Agora.Statements");
        second.Single(l => l.Category == "Agora.Access").Scopes["Person"].ShouldBe(name);
        other.Single(l => l.Category == "Agora.Access").Scopes["Person"].ShouldNotBe(name);
        anonymous.ShouldNotContain(l => l.Scopes.ContainsKey("Person"));
        first.ShouldNotContain(l => l.Message.Contains(ann.UserId.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_has_the_id_of_its_request()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("REVOKE SELECT ON app.follows FROM app_api");
        try
        {
            var lines = await LinesAsync(ann, HttpMethod.Get, $"/api/v1/users/{ann.UserId}/following", HttpStatusCode.InternalServerError);

            lines.ShouldContain(l => l.Exception is PostgresException && l.Scopes.ContainsKey("Person"));
        }
        finally
        {
            await api.Superuser.ExecuteAsync("GRANT SELECT ON app.follows TO app_api");
        }
    }

    [Fact]
    public async Task A_running_statement_shows_its_request_on_the_server_and_nothing_stays_of_it()
    {
        var ann = await api.SignedInAsync();
        var post = await ann.DraftAsync("Mine");
        var id = $"waits-{Guid.NewGuid():N}";
        await using var holding = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await holding.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM app.posts WHERE id = $1 FOR UPDATE", holding, transaction))
        {
            hold.Parameters.Add(new NpgsqlParameter { Value = post.Id });
            await hold.ExecuteNonQueryAsync();
        }

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/posts/{post.Id}");
        request.Headers.Add("X-Request-Id", id);
        var deleting = ann.SendAsync(request);
        await api.Superuser.WaitersAsync(1, deleting);
        var waiting = await SessionsAsync($"agora {id}");
        await transaction.RollbackAsync();
        (await deleting).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        waiting.ShouldBe(1);
        (await SessionsAsync($"agora {id}")).ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_statement_is_reported_by_its_beginning_and_the_process_that_ran_it_without_values()
    {
        const string secret = "canary-of-the-slow-statement";
        var ann = await api.SignedInAsync();

        var lines = await LinesAsync(ann, HttpMethod.Get, $"/api/v1/posts/search?q={secret}");

        var line = lines.Last(l => l.Category == "Agora.Statements");
        line.Message.ShouldMatch(@"^Slow statement: \d+\.\d ms in server process \d+: [A-Z].{0,99}$");
        lines.ShouldNotContain(l => l.Category == "Agora.Statements" && l.Message.Contains(secret, StringComparison.Ordinal));
    }

    private Task<long> SessionsAsync(string name) => api.Superuser.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1", name);

    /// <summary>What was logged of one request, which is everything with its id.</summary>
    private async Task<List<LogLine>> LinesAsync(
        HttpClient client, HttpMethod method, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var id = $"request-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Request-Id", id);
        (await client.SendAsync(request)).StatusCode.ShouldBe(expected);
        await api.Logs.AwaitAsync(l => l.Category == "Agora.Access" && l.Scopes.GetValueOrDefault("RequestId") == id);
        return [.. api.Logs.Lines.Where(l => l.Scopes.GetValueOrDefault("RequestId") == id)];
    }

    /// <summary>Every statement counts as slow.</summary>
    public sealed class EveryStatement : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Database:SlowStatementMilliseconds=0"];
    }
}
