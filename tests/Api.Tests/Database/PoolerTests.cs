using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Pooling;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Api.Tests.Database;

/// <summary>A host behind PgBouncer in transaction mode, whose clients share few connections of the server.</summary>
public sealed class PoolerTests(PoolerFixture api) : IClassFixture<PoolerFixture>
{
    [PoolerFact]
    public async Task Serves_writes_reads_and_repetitions()
    {
        var ann = await api.SignedInAsync();
        var key = Guid.NewGuid().ToString();

        var first = await CreateAsync();
        var second = await CreateAsync();

        first.StatusCode.ShouldBe(HttpStatusCode.Created, await first.Content.ReadAsStringAsync());
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await ann.GetAsync(first.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Anonymous().GetAsync(first.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        Task<HttpResponseMessage> CreateAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/posts")
            {
                Content = JsonContent.Create(new { title = "Through the pooler", body = "Body" }),
            };
            request.Headers.Add("Idempotency-Key", key);
            return ann.SendAsync(request);
        }
    }

    [PoolerFact]
    public async Task Signs_in()
    {
        using var caller = api.Anonymous();
        var name = $"p{Guid.NewGuid():N}"[..20];
        const string password = "a long enough passphrase";
        (await caller.PostAsJsonAsync("/api/v1/auth/register", new { email = $"{name}@example.org", username = name, password }))
            .StatusCode.ShouldBe(HttpStatusCode.Created);

        using var signedIn = await caller.PostAsync("/api/v1/auth/login", new FormUrlEncodedContent(new Dictionary<string, string>(
            StringComparer.Ordinal)
        {
            ["username"] = name,
            ["password"] = password,
        }));

        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK, await signedIn.Content.ReadAsStringAsync());
        var token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        caller.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await caller.GetFromJsonAsync<JsonElement>("/api/v1/users/me")).GetProperty("username").GetString().ShouldBe(name);
    }

    [PoolerFact]
    public async Task A_statement_that_fails_while_others_are_prepared_ends_no_later_request()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();

        // PgBouncer takes the name of the second statement for used, though the server skipped it.
        for (var i = 0; i < 6; i++)
        {
            var failing = () => db.ExecuteAsync("SELECT 1 / 0; SELECT 41 + 1", null, CancellationToken.None);

            (await failing.ShouldThrowAsync<PostgresException>()).SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero);
        }

        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        for (var i = 0; i < 6; i++)
        {
            var failing = () => work.ExecuteAsync(
                async ct =>
                {
                    await db.ExecuteAsync("SELECT 1", null, ct);
                    return await db.ExecuteAsync("SELECT 1 / 0; SELECT 41 + 2", null, ct);
                },
                _ => true,
                CancellationToken.None);

            (await failing.ShouldThrowAsync<PostgresException>()).SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero, "in a transaction");
        }
    }

    [PoolerFact]
    public async Task Hears_notifications_past_the_pooler()
    {
        var author = await api.SignedInAsync();
        await using var events = await Agora.Api.Tests.Streams.StreamReader.OpenAsync(api.Address, author, "events");

        var post = await author.PublishedAsync();

        (await events.EventAsync()).Subject.ShouldBe(post.Id);
        api.Logs.Lines.ShouldNotContain(line => line.Id.Id == 305 || line.Id.Id == 306);
    }

    [PoolerFact]
    public async Task No_request_has_the_rights_of_another()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => api.SignedInAsync()));
        var wrong = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (person, ct) =>
        {
            using var created = await person.PostAsJsonAsync("/api/v1/posts", new { title = person.Username, body = "Draft" }, ct);
            created.EnsureSuccessStatusCode();
            for (var i = 0; i < 10; i++)
            {
                var me = await person.GetFromJsonAsync<JsonElement>("/api/v1/users/me", ct);
                var own = await person.GetAsync(created.Headers.Location, ct);
                var other = await api.Anonymous().GetAsync(created.Headers.Location, ct);
                if (me.GetProperty("id").GetGuid() != person.UserId
                    || own.StatusCode != HttpStatusCode.OK
                    || other.StatusCode != HttpStatusCode.NotFound)
                {
                    wrong.Add($"{me} {own.StatusCode} {other.StatusCode}");
                }
            }
        });

        wrong.ShouldBeEmpty();
        api.Logs.Lines.ShouldNotContain(line => line.Level >= LogLevel.Error);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_api'"))
            .ShouldBeLessThanOrEqualTo(PoolerFixture.Connections + 1, "one listens");
    }

    /// <summary>The test above would notice: what is set for the session reaches another client, and for the transaction not.</summary>
    [PoolerTheory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task Only_what_is_set_for_a_session_reaches_another_client(string isLocal, bool reaches)
    {
        var ann = await api.SignedInAsync();
        var context = api.Services.GetRequiredService<ContextSigner>().Sign(new Actor(ann.UserId, ActorRole.Admin, SessionId: null, 0));
        await using var pooler = await TestPooler.OpenAsync(api.Access.Runtime, poolSize: 1);
        await using var one = NpgsqlDataSource.Create(pooler.Through(api.Access.Runtime));
        await using var other = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(pooler.Through(api.Access.Runtime).ConnectionString) { ApplicationName = "other" });
        await using var holding = await one.OpenConnectionAsync();
        await using var set = new NpgsqlCommand($"SELECT set_config('app.ctx', '{context}', {isLocal})", holding);
        await set.ExecuteNonQueryAsync();

        (await other.ScalarAsync<string>("SELECT app.actor_role()") == "admin").ShouldBe(reaches);
    }

    [PoolerFact]
    public async Task Does_not_start_behind_a_pooler_that_refuses_transactions()
    {
        await using var pooler = await TestPooler.OpenAsync(api.Access.Runtime, poolSize: 2, mode: "statement");

        (await RefusalAsync(pooler, api.Access.Runtime)).ShouldContain("pool_mode = transaction");
    }

    [PoolerFact]
    public async Task Does_not_start_behind_a_pooler_without_a_way_past_it() =>
        (await RefusalAsync(api.Pooler, direct: null)).ShouldContain("Set DATABASE_DIRECT_URL");

    [PoolerTheory]
    [InlineData("transaction", false)]
    [InlineData("session", true)]
    public async Task Tells_a_pooler_that_keeps_sessions(string mode, bool keeps)
    {
        await using var pooler = await TestPooler.OpenAsync(api.Access.Runtime, poolSize: 3, mode);
        await using var source = NpgsqlDataSource.Create(pooler.Through(api.Access.Runtime));
        await using var one = await source.OpenConnectionAsync();
        await using var other = await source.OpenConnectionAsync();

        (await PoolerModes.IsBetweenAsync(one, CancellationToken.None)).ShouldBeTrue();
        (await PoolerModes.KeepsSessionsAsync(one, other, CancellationToken.None)).ShouldBe(keeps);
    }

    [PoolerFact]
    public async Task Lets_in_only_the_role_that_serves_requests()
    {
        var login = api.Pooler.Through(api.Access.Migrator!);
        await using var source = NpgsqlDataSource.Create(login);
        var entering = async () => await source.OpenConnectionAsync();

        (await entering.ShouldThrowAsync<PostgresException>()).SqlState.ShouldBe("08P01", "PgBouncer has no other state for it");
    }

    private async Task<string> RefusalAsync(TestPooler pooler, NpgsqlConnectionStringBuilder? direct)
    {
        var access = api.Access with { Runtime = pooler.Through(api.Access.Runtime), Direct = direct };
        await using var source = NpgsqlDataSource.Create(access.Runtime);
        var signer = api.Services.GetRequiredService<ContextSigner>();
        var starting = () => new StartupAssertions(access, source, signer, TimeProvider.System)
            .VerifyAsync(null, (_, _) => { }, CancellationToken.None);
        return (await starting.ShouldThrowAsync<InvalidConfigurationException>()).Message;
    }
}

public sealed class PoolerFixture : ApiFixture
{
    public const int Connections = 4;

    private TestPooler? pooler;

    internal TestPooler Pooler => pooler ?? throw new InvalidOperationException("Not initialised.");

    /// <summary>So that what a stream sends at once came by a notification.</summary>
    protected override IReadOnlyList<string> Settings => ["--Streams:PollMilliseconds=60000"];

    /// <summary>This class brings its own pooler.</summary>
    private protected override bool NeedsSessions => true;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Pooler.DisposeAsync();
    }

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(new PasswordCost(64, 1, TimeSpan.Zero));

    private protected override async Task<ApiDatabase> CreateDatabaseAsync()
    {
        var database = await base.CreateDatabaseAsync();
        pooler = await TestPooler.OpenAsync(database.DirectAccess.Runtime, Connections);
        return database;
    }

    private protected override DatabaseAccess Reach(DatabaseAccess access) =>
        access with { Runtime = Pooler.Through(access.Runtime), Direct = access.Runtime };
}
