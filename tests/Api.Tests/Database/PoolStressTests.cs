using System.Collections.Concurrent;
using System.Net;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Agora.Api.Tests.Database;

/// <summary>Each limit of the server that a request can run into, and what the caller gets.</summary>
public sealed class PoolStressTests(PoolStressFixture api) : IClassFixture<PoolStressFixture>
{
    [Fact]
    public async Task A_statement_that_takes_too_long_is_a_timeout() => await RefusedAsync("/test/slow", "database.timeout");

    [Fact]
    public async Task A_statement_takes_as_long_as_the_setting_allows() => await RefusedAsync("/test/endless", "database.timeout");

    [Theory]
    [InlineData("/test/locked")]
    [InlineData("/test/waiting")]
    public async Task A_lock_that_does_not_come_free_is_named(string path)
    {
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("LOCK TABLE app.tags", holder, transaction);
        await command.ExecuteNonQueryAsync();

        await RefusedAsync(path, "database.locked");
    }

    [Fact]
    public async Task A_transaction_in_which_nothing_happens_is_ended_and_its_request_fails() =>
        await RefusedAsync("/test/idle", "database.timeout");

    [Fact]
    public async Task A_server_without_a_free_connection_is_busy()
    {
        var name = api.Access.Runtime.Database!;
        (await api.Anonymous().GetAsync("/api/v1/tags")).StatusCode.ShouldBe(HttpStatusCode.OK);
        try
        {
            // Not the login's own limit, which would meet other tests. Superusers are exempt.
            await api.Superuser.ExecuteAsync($"ALTER DATABASE {name} CONNECTION LIMIT 0");
            await api.EndSessionsAsync();

            await RefusedAsync("/test/work", "database.busy");
        }
        finally
        {
            await api.Superuser.ExecuteAsync($"ALTER DATABASE {name} CONNECTION LIMIT -1");
        }

        (await api.Anonymous().GetAsync("/test/work")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Load_above_the_capacity_is_refused_in_time_and_leaves_nothing_behind()
    {
        var responses = new ConcurrentBag<HttpResponseMessage>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 60 }, async (_, ct) =>
            responses.Add(await api.Anonymous().GetAsync("/test/work", ct)));

        var byStatus = responses.ToLookup(response => response.StatusCode);
        byStatus.Select(group => group.Key).ShouldBe([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], ignoreOrder: true);
        foreach (var refused in byStatus[HttpStatusCode.ServiceUnavailable])
        {
            await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "database.busy");
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        (await api.Superuser.ScalarAsync<long>(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = 'app_api' AND (state <> 'idle' OR xact_start IS NOT NULL)
            """)).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'agora'"))
            .ShouldBeLessThanOrEqualTo(PoolStressFixture.PoolSize);
        foreach (var response in await Task.WhenAll(Enumerable.Range(0, PoolStressFixture.Places).Select(
            _ => api.Anonymous().GetAsync("/test/work"))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK, "every place is free again");
        }
    }

    private async Task RefusedAsync(string path, string code)
    {
        using var response = await api.Anonymous().GetAsync(path);

        await Problem.AssertAsync(response, HttpStatusCode.ServiceUnavailable, code);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }
}

/// <summary>A host with few connections, whose endpoints run into the limits of the server at once.</summary>
public sealed class PoolStressFixture : ApiFixture
{
    public const int PoolSize = 4, Places = PoolSize - 2;

    protected override IReadOnlyList<string> Settings =>
    [
        $"--Database:PoolSize={PoolSize}", "--Database:QueueMilliseconds=200", "--Database:StatementTimeoutSeconds=2",
        "--Database:LockTimeoutSeconds=1",
    ];

    /// <summary>It counts sessions of the server and ends them.</summary>
    private protected override bool NeedsSessions => true;

    public Task<int> EndSessionsAsync() => Superuser.ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_api'");

    protected override void Map(IEndpointRouteBuilder app)
    {
        var test = app.MapGroup("/test").AllowAnonymous();
        test.MapGet("/slow", (IUnitOfWork work, DbSession db, CancellationToken ct) =>
            InTransactionAsync(work, db, "SET LOCAL statement_timeout = '50ms'", "SELECT pg_sleep(60)", ct));
        test.MapGet("/endless", (IUnitOfWork work, DbSession db, CancellationToken ct) =>
            InTransactionAsync(work, db, "SELECT 1", "SELECT pg_sleep(60)", ct));
        test.MapGet("/waiting", (IUnitOfWork work, DbSession db, CancellationToken ct) =>
            InTransactionAsync(work, db, "SELECT 1", "SELECT count(*) FROM app.tags", ct));
        test.MapGet("/locked", (IUnitOfWork work, DbSession db, CancellationToken ct) =>
            InTransactionAsync(work, db, "SET LOCAL lock_timeout = '50ms'", "SELECT count(*) FROM app.tags", ct));
        test.MapGet("/work", (IUnitOfWork work, DbSession db, CancellationToken ct) =>
            InTransactionAsync(work, db, "SET LOCAL statement_timeout = '30s'", "SELECT pg_sleep(0.1)", ct));
        test.MapGet("/idle", (IUnitOfWork work, DbSession db, CancellationToken ct) => work.ExecuteAsync(
            async token =>
            {
                await db.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = '50ms'", null, token);
                var pid = await db.ScalarAsync<int>("SELECT pg_backend_pid()", null, token);
                while (await Superuser.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", pid) > 0)
                {
                    await Task.Yield();
                }

                await db.ExecuteAsync("SELECT 1", null, token);
                return Results.Ok();
            },
            _ => true,
            ct));
    }

    private static Task<IResult> InTransactionAsync(
        IUnitOfWork work, DbSession db, string limit, string statement, CancellationToken ct) => work.ExecuteAsync(
        async token =>
        {
            await db.ExecuteAsync(limit, null, token);
            await db.ExecuteAsync(statement, null, token);
            return Results.Ok();
        },
        _ => true,
        ct);
}
