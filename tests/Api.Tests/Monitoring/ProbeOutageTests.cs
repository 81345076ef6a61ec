using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agora.Api.Tests.Monitoring;

/// <summary>Probes while the database is away, its connections are taken, or the login of the role that watches is wrong.</summary>
public sealed class ProbeOutageTests(BehindProxyFixture api) : IClassFixture<BehindProxyFixture>
{
    [Fact]
    public async Task Without_the_database_the_last_rows_are_returned_with_the_reason()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        var before = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes/connections");

        api.Proxy.Cut();
        try
        {
            api.PassTime();
            var after = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes/connections");
            using var never = await admin.GetAsync("/api/v1/database/probes/slots");

            after.GetProperty("takenAt").GetString().ShouldBe(before.GetProperty("takenAt").GetString());
            after.GetProperty("rows").GetRawText().ShouldBe(before.GetProperty("rows").GetRawText());
            after.GetProperty("failure").GetProperty("code").GetString().ShouldBe("database.unavailable");
            await Problem.AssertAsync(never, HttpStatusCode.ServiceUnavailable, "database.unavailable");

            // What failed once more does not forget them.
            api.PassTime();
            var later = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes/connections");
            later.GetProperty("takenAt").GetString().ShouldBe(before.GetProperty("takenAt").GetString());
        }
        finally
        {
            api.Proxy.ComeBack();
        }

        api.PassTime();
        var again = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes/connections");
        again.GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    /// <summary>The session of a token that was not used before cannot be looked up: its signature is what is left.</summary>
    [Fact]
    public async Task Without_the_database_the_role_of_the_token_counts()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        using var moderator = await api.SignedInAsync(UserRole.Moderator);

        api.Proxy.Cut();
        try
        {
            using var listed = await admin.GetAsync("/api/v1/database/probes");
            using var refused = await moderator.GetAsync("/api/v1/database/probes");
            using var elsewhere = await admin.GetAsync("/api/v1/jobs/kinds");

            listed.StatusCode.ShouldBe(HttpStatusCode.OK);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            await Problem.AssertAsync(elsewhere, HttpStatusCode.ServiceUnavailable, "database.unavailable");
        }
        finally
        {
            api.Proxy.ComeBack();
        }
    }

    [Fact]
    public async Task A_probe_runs_while_every_connection_of_the_pool_is_taken()
    {
        using var admin = await api.SignedInAsync(UserRole.Admin);
        await using var holder = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE app.jobs IN ACCESS EXCLUSIVE MODE", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        // Each takes a connection and waits for the lock.
        var waiting = Enumerable.Range(0, 4).Select(_ => admin.GetAsync("/api/v1/jobs")).ToList();
        await api.Superuser.WaitersAsync(2);
        var overview = await admin.GetFromJsonAsync<JsonElement>("/api/v1/database/probes/overview");
        await transaction.RollbackAsync();

        overview.GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null);
        overview.GetProperty("rows")[0].GetProperty("waitingForLocks").GetInt32().ShouldBeGreaterThanOrEqualTo(2);
        (await Task.WhenAll(waiting)).ShouldNotBeEmpty();
    }
}

/// <summary>The host reaches its database through a proxy, with a small pool and a clock of its own.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner disposes fixtures asynchronously.")]
public class BehindProxyFixture : ApiFixture
{
    private readonly ManualClock clock = new();
    private CuttingProxy? proxy;

    public CuttingProxy Proxy => proxy ?? throw new InvalidOperationException("The host has not been started.");

    protected override IReadOnlyList<string> Settings => ["--Database:PoolSize=4", "--Database:QueueMilliseconds=200"];

    /// <summary>Past the time for which a run of a probe is shared.</summary>
    public void PassTime() => Advance(TimeSpan.FromSeconds(2));

    public void Advance(TimeSpan by) => clock.Advance(by);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock);

    /// <summary>The proxy is in front of logins that a pooler does not let in.</summary>
    private protected override bool NeedsSessions => true;

    private protected override DatabaseAccess Reach(DatabaseAccess access)
    {
        proxy = new CuttingProxy(access.Runtime.ConnectionString);
        return access with
        {
            Runtime = new NpgsqlConnectionStringBuilder(proxy.ConnectionString),
            Watch = new NpgsqlConnectionStringBuilder(access.Watch!.ConnectionString) { Port = proxy.Port },
            Migrator = new NpgsqlConnectionStringBuilder(access.Migrator!.ConnectionString) { Port = proxy.Port },
        };
    }
}
