using System.Net;
using System.Net.Http.Json;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Agora.Api.Tests.Database;

/// <summary>What a session setting does to the requests that get the same connection later: nothing.</summary>
public sealed class PooledConnectionTests(PooledConnectionFixture api) : IClassFixture<PooledConnectionFixture>
{
    // Of a pool of 20. The listener for notifications and the check of the version may hold one each.
    private const int Connections = 18;

    [Fact]
    public async Task The_actor_of_an_earlier_statement_gives_no_rights_to_an_anonymous_reader()
    {
        var ann = await api.SignedInAsync();
        var context = api.Services.GetRequiredService<ContextSigner>().Sign(new Actor(ann.UserId, ActorRole.Admin, SessionId: null, 0));
        await LeaveOnEveryConnectionAsync($"SELECT set_config('app.ctx', '{context}', false)");

        var account = await api.Anonymous().GetFromJsonAsync<Account>($"/api/v1/users/{ann.UserId}");

        account!.Email.ShouldBeNull();
    }

    [Theory]
    [InlineData("SET default_transaction_read_only = on")]
    [InlineData("SET search_path = pg_temp, pg_catalog")]
    [InlineData("SET row_security = off")]
    public async Task Settings_of_an_earlier_statement_do_not_reach_a_later_request(string setting)
    {
        var ann = await api.SignedInAsync();
        await LeaveOnEveryConnectionAsync(setting);

        var created = await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Written after it", body = "Body" });
        var read = await api.Anonymous().GetAsync($"/api/v1/users/{ann.UserId}");

        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Opens more connections than the pool has idle, so that the next request gets one of them.</summary>
    private async Task LeaveOnEveryConnectionAsync(string sql)
    {
        var pool = api.Services.GetRequiredService<NpgsqlDataSource>();
        var connections = new List<NpgsqlConnection>();
        for (var i = 0; i < Connections; i++)
        {
            connections.Add(await pool.OpenConnectionAsync());
        }

        foreach (var connection in connections)
        {
            await using (var command = new NpgsqlCommand(sql, connection))
            {
                await command.ExecuteNonQueryAsync();
            }

            await connection.DisposeAsync();
        }
    }

    private sealed record Account(string? Email);
}

public sealed class PooledConnectionFixture : ApiFixture
{
    /// <summary>Behind a pooler there are no sessions of a client's own (<see cref="PoolerTests"/>).</summary>
    private protected override bool NeedsSessions => true;
}
