using Agora.Application.Common;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Db.Tests.Webhooks;

/// <summary>What is large is done in steps, each within the statement timeout of the role that serves requests.</summary>
public sealed class WebhookBatchTests
{
    [Theory]
    [InlineData(200, 100, 4)]
    [InlineData(10_000, 3, 3)]
    public async Task A_burst_of_events_for_many_webhooks_is_fanned_out_in_bounded_steps(int webhooks, int events, int steps)
    {
        await using var database = await ApiDatabase.CreateAsync();
        await database.Superuser.ExecuteAsync(
            "INSERT INTO app.users (id, username) SELECT md5(n::text)::uuid, 'owner' || n FROM generate_series(1, 100) AS n");
        // Their registrations are events too.
        await database.Superuser.ExecuteAsync("SELECT app.close_event_batch()");
        await StepsAsync(database);
        await database.Superuser.ExecuteAsync(
            """
            INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since)
            SELECT gen_random_uuid(), md5((1 + n % 100)::text)::uuid, 'https://example.org/', '{*}', now() - interval '1 hour'
            FROM generate_series(1, $1) AS n
            """,
            webhooks);
        await database.Superuser.ExecuteAsync(
            """
            INSERT INTO app.event_log (type, audience, subject_id, owner_id)
            SELECT 'account.updated', 'public', md5((n % 10)::text)::uuid, gen_random_uuid()
            FROM generate_series(1, $1) AS n
            """,
            events);
        await database.Superuser.ExecuteAsync("SELECT app.close_event_batch()");

        var made = await StepsAsync(database);

        made.Sum().ShouldBe(webhooks * events);
        made.Max().ShouldBeLessThan(5000 + webhooks + 1);
        made.Count(m => m > 0).ShouldBe(steps);
        (await database.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.webhook_deliveries WHERE due_at IS NOT NULL")).ShouldBe(webhooks * Math.Min(events, 10));
    }

    [Fact]
    public async Task An_erasure_deletes_the_deliveries_of_a_person_in_steps()
    {
        var person = Guid.CreateVersion7();
        await using var database = await ApiDatabase.CreateAsync();
        await database.Superuser.ExecuteAsync("INSERT INTO app.users (id, username) VALUES ($1, 'ann')", person);
        await database.Superuser.ExecuteAsync(
            """
            WITH webhook AS (
                INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since)
                VALUES (gen_random_uuid(), $1, 'https://example.org/', '{*}', now())
                RETURNING id
            )
            INSERT INTO app.webhook_deliveries (
                id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, created_at)
            SELECT gen_random_uuid(), w.id, 1, 1, gen_random_uuid(), 'post.updated', 'post', now(), gen_random_uuid(), $1, now()
            FROM webhook AS w
            CROSS JOIN generate_series(1, 2500)
            """,
            person);

        await using var acting = await Acting.AsAsync(database, Actor.System);
        await acting.ListAsync<bool>("SELECT app.begin_erasure($1, 'remove', 'owner')", person);
        var steps = new List<int>();
        while (steps.Count == 0 || steps[^1] > 0)
        {
            steps.Add((await acting.ListAsync<int>("SELECT app.continue_erasure($1, 1000)", person))[0]);
        }

        steps.ShouldBe([1000, 1000, 501, 0]);
    }

    /// <summary>How many deliveries each step made, until the end of the log.</summary>
    private static async Task<List<int>> StepsAsync(ApiDatabase database)
    {
        var made = new List<int>();
        bool hasMore;
        do
        {
            await using var connection = await database.Runtime.OpenConnectionAsync();
            await using var acting = connection.CreateCommand();
            var context = new ContextSigner(ApiDatabase.Secrets.For("context"), TimeProvider.System)
                .Sign(Actor.System);
            acting.CommandText = $"SELECT set_config('app.ctx', '{context}', false)";
            await acting.ExecuteNonQueryAsync();
            acting.CommandText = "SELECT made, has_more FROM app.fan_out_webhooks(500, 5000, 10000)";
            await using var reader = await acting.ExecuteReaderAsync();
            await reader.ReadAsync();
            made.Add(reader.GetInt32(0));
            hasMore = reader.GetBoolean(1);
        }
        while (hasMore);

        return made;
    }
}
