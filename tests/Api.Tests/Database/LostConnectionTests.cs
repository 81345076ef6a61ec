using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Idempotency;
using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Api.Tests.Database;

public sealed class LostConnectionTests(CutFixture api) : IClassFixture<CutFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_lost_during_commit_leaves_the_outcome_unknown(bool forwarded)
    {
        var ann = await api.SignedInAsync();
        var title = NewTitle();
        api.Proxy.CutAtCommit(title, forwarded);

        var response = await ann.PostAsJsonAsync("/api/v1/posts", new { title, body = "Body" });

        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, "database.commit_unknown");
        response.Headers.RetryAfter.ShouldNotBeNull();
        await RolledBackAsync();
        (await StoredAsync(title)).ShouldBe(forwarded ? 1 : 0);
    }

    [Fact]
    public async Task A_session_that_ends_before_the_rollback_does_not_hide_why_the_command_failed()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync<int>(EndAsync, _ => true, CancellationToken.None));

        async Task<int> EndAsync(CancellationToken ct)
        {
            var pid = await db.ScalarAsync<int>("SELECT pg_backend_pid()", null, ct);
            await api.Superuser.ExecuteAsync("SELECT pg_terminate_backend($1, 10000)", pid);
            throw new OperationCanceledException("The client is gone.");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retry_with_the_same_key_has_the_effect_once_after_any_outcome_of_the_commit(bool forwarded)
    {
        var ann = await api.SignedInAsync();
        var (title, key) = (NewTitle(), NewTitle());
        var post = new { title, body = "Body" };
        api.Proxy.CutAtCommit(title, forwarded);

        var first = await ann.PostKeyedAsync("/api/v1/posts", post, key);
        await RolledBackAsync();
        var retry = await ann.PostKeyedAsync("/api/v1/posts", post, key);

        await Problem.AssertAsync(first, HttpStatusCode.ServiceUnavailable, "database.commit_unknown");
        retry.StatusCode.ShouldBe(HttpStatusCode.Created);
        retry.IsReplayed().ShouldBe(forwarded);
        (await StoredAsync(title)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_is_stored_whole_or_not_at_all_and_its_retry_with_a_key_has_the_effect_once(bool forwarded)
    {
        var ann = await api.SignedInAsync();
        var (title, key) = (NewTitle(), NewTitle());
        object Operation(string id) => new { id, method = "POST", path = "/api/v1/posts", body = new { title, body = "Body" } };
        var batch = new { operations = new[] { Operation("one"), Operation("two") } };
        api.Proxy.CutAtCommit(title, forwarded);

        var first = await ann.PostKeyedAsync("/api/v1/batch", batch, key);
        await RolledBackAsync();
        var stored = await StoredAsync(title);
        var retry = await ann.PostKeyedAsync("/api/v1/batch", batch, key);

        await Problem.AssertAsync(first, HttpStatusCode.ServiceUnavailable, "database.commit_unknown");
        stored.ShouldBe(forwarded ? 2 : 0);
        retry.StatusCode.ShouldBe(HttpStatusCode.OK, await retry.Content.ReadAsStringAsync());
        retry.IsReplayed().ShouldBe(forwarded);
        (await StoredAsync(title)).ShouldBe(2);
    }

    [Theory]
    [InlineData("23505", true)]
    [InlineData("23503", true)]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("40003", false)]
    [InlineData("57P01", false)]
    [InlineData("57014", false)]
    [InlineData("53100", false)]
    [InlineData("58030", false)]
    [InlineData("XX000", false)]
    public void Only_a_violation_or_a_rollback_proves_that_nothing_was_stored(string state, bool proves) =>
        DatabaseFailures.ProvesRollback(new PostgresException("", "ERROR", "ERROR", state)).ShouldBe(proves);

    [Fact]
    public async Task Connections_that_the_server_ended_fail_no_request()
    {
        var ann = await api.SignedInAsync();
        (await ann.DraftAsync()).Id.ShouldNotBe(Guid.Empty);
        (await ann.GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await EndSessionsAsync();

        (await ann.GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await EndSessionsAsync();
        await ann.DraftAsync();
        await EndSessionsAsync();
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connections_that_a_keepalive_found_ended_fail_no_request()
    {
        (await api.Anonymous().GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var closed = api.Proxy.ClosedByClientsAsync();

        await EndSessionsAsync();
        await closed;

        (await api.Anonymous().GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_each_request_in_one_line()
    {
        var clients = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            clients.Add(await api.SignedInAsync());
        }

        var before = api.Logs.Lines.Count;
        api.Proxy.Cut();
        foreach (var client in clients)
        {
            await Problem.AssertAsync(await client.GetAsync("/api/v1/users/me"), HttpStatusCode.ServiceUnavailable, "database.unavailable");
        }

        api.Proxy.ComeBack();
        var lines = api.Logs.Lines.Skip(before).Where(l => l.Level >= LogLevel.Information).ToArray();
        lines.ShouldNotContain(l => l.Level >= LogLevel.Error);
        lines.Count(l => l.Exception is not null and not DependencyException { Error.Code: not "database.unavailable" }).ShouldBe(1);
        lines.Count(l => l.Category == "Agora.Access").ShouldBe(clients.Count);
        lines.Count(l => l.Category.StartsWith("Agora.Api", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1);
        (await clients[0].GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_gives_up_just_after_the_server_would_have_ended_the_statement()
    {
        var ended = TimeSpan.Parse(
            (await api.Runtime.ScalarAsync<string>("SELECT current_setting('statement_timeout')::interval::text"))!,
            System.Globalization.CultureInfo.InvariantCulture);

        (DatabaseConnections.CommandTimeoutSeconds - ended.TotalSeconds).ShouldBeInRange(1, 3);
    }

    private static string NewTitle() => $"t{Guid.NewGuid():N}";

    private Task<long> StoredAsync(string title) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE title = $1", title);

    /// <summary>Until the server has noticed that a connection was cut, which holds the locks of its transaction meanwhile.</summary>
    private async Task RolledBackAsync()
    {
        const string sql = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = 'app_api' AND state LIKE 'idle in transaction%'
            """;
        while (await api.Superuser.ScalarAsync<long>(sql) > 0)
        {
            await Task.Yield();
        }
    }

    private Task<int> EndSessionsAsync() => api.Superuser.ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_api'");
}

/// <summary>A host whose connections to the database can be cut, and which looks after idle ones every second.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes fixtures asynchronously.")]
public sealed class CutFixture : ApiFixture
{
    private CuttingProxy? proxy;

    public CuttingProxy Proxy => proxy ?? throw new InvalidOperationException("Not initialised.");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    /// <summary>A pooler would keep the connections of its clients when the server ends its own.</summary>
    private protected override bool NeedsSessions => true;

    private protected override DatabaseAccess Reach(DatabaseAccess access)
    {
        proxy = new CuttingProxy(access.Runtime.ConnectionString);
        return access with { Runtime = new NpgsqlConnectionStringBuilder(proxy.ConnectionString) { KeepAlive = 1 } };
    }
}
