using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Webhooks;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Webhooks;
using Agora.Testing;

namespace Agora.Db.Tests.Webhooks;

/// <summary>
/// 2,000 webhooks of 200 people, each with five deliveries that are due tomorrow. One has 120,000 more that were sent, of which few are
/// dead and none of the latest, and 9,000 that wait.
/// </summary>
public sealed class WebhookPlanTests(WebhookPlanTests.Filled schema) : IClassFixture<WebhookPlanTests.Filled>
{
    private const int Limit = 21;

    private static readonly Guid Owner = Guid.Parse("40000000-0000-4000-8000-000000000001");

    private static readonly Guid Webhook = Guid.Parse("50000000-0000-4000-8000-000000000001");

    public sealed class Filled : SchemaFixture
    {
        public override async Task InitializeAsync()
        {
            DapperSetup.Apply();
            await base.InitializeAsync();
            const string fill = """
                INSERT INTO app.users (id, username)
                SELECT ('40000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'owner' || n
                FROM generate_series(1, 200) AS n;
                INSERT INTO app.webhooks (id, owner_id, url, event_types, active_since)
                SELECT ('50000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
                       ('40000000-0000-4000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid, 'https://example.org/', '{none.such}',
                       now()
                FROM generate_series(1, 2000) AS n;
                UPDATE app.webhooks SET owner_id = '40000000-0000-4000-8000-000000000001'
                WHERE id = '50000000-0000-4000-8000-000000000001';
                INSERT INTO app.webhook_deliveries (
                    id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, due_at, created_at)
                SELECT gen_random_uuid(), w.id, 1, 1, gen_random_uuid(), 'post.updated', 'post', now(), gen_random_uuid(), w.owner_id,
                       now() + interval '1 day', now()
                FROM app.webhooks AS w
                CROSS JOIN generate_series(1, 5);
                INSERT INTO app.webhook_deliveries (
                    id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, state, is_sent, created_at,
                    finished_at)
                SELECT gen_random_uuid(), '50000000-0000-4000-8000-000000000001', 1, 1, gen_random_uuid(), 'post.updated', 'post', now(),
                       gen_random_uuid(), gen_random_uuid(),
                       CASE WHEN n > 60000 AND n % 2000 = 0 THEN 'dead' ELSE 'succeeded' END, true, now() - n * interval '1 second',
                       now() - n * interval '1 second'
                FROM generate_series(1, 120000) AS n;
                INSERT INTO app.webhook_deliveries (
                    id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, created_at)
                SELECT gen_random_uuid(), '50000000-0000-4000-8000-000000000001', 1, 1, gen_random_uuid(), 'post.updated', 'post', now(),
                       gen_random_uuid(), gen_random_uuid(), now()
                FROM generate_series(1, 9000) AS n;
                """;

            await Database.Superuser.ExecuteAsync(fill);
            foreach (var table in new[] { "users", "webhooks", "webhook_deliveries" })
            {
                await Database.Superuser.ExecuteAsync($"VACUUM (ANALYZE) app.{table}");
            }
        }
    }

    [Theory]
    [InlineData(DeliveryState.Dead)]
    [InlineData(DeliveryState.Waiting)]
    [InlineData(DeliveryState.Succeeded)]
    [InlineData(null)]
    public async Task A_list_reads_what_it_shows(DeliveryState? state)
    {
        foreach (var generic in new[] { false, true })
        {
            var plan = await ListAsync(state, generic);

            plan.Scans.Where(s => s.Contains("webhook_deliveries", StringComparison.Ordinal)).ShouldAllBe(
                s => s == "Index Scan webhook_deliveries webhook_deliveries_webhook_id_is_sent_state_created_at_id_idx", plan.Text);
            plan.Blocks.ShouldBeLessThan(250, plan.Text);
            plan.Verifications.ShouldBeLessThanOrEqualTo(2, plan.Text);
        }
    }

    [Fact]
    public async Task A_claim_that_finds_nothing_reads_no_webhook() =>
        (await BlocksAsync("SELECT count(*) FROM app.claim_webhook_deliveries(64, 32, 4, '30 s') AS c")).ShouldBeInRange(1, 400);

    [Fact]
    public async Task A_claim_reads_the_webhooks_for_which_something_is_due()
    {
        const string move = """
            UPDATE app.webhook_deliveries
            SET due_at = now() + $1
            WHERE webhook_id IN (SELECT id FROM app.webhooks WHERE right(id::text, 3) IN ('100', '200', '300')) AND state = 'waiting'
            """;

        await schema.Database.Superuser.ExecuteAsync(move, TimeSpan.FromMinutes(-1));
        try
        {
            (await BlocksAsync("SELECT count(*) FROM app.claim_webhook_deliveries(64, 32, 4, '30 s') AS c")).ShouldBeInRange(1, 1000);
        }
        finally
        {
            await schema.Database.Superuser.ExecuteAsync(move, TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task A_fan_out_of_nothing_and_a_purge_of_nothing_read_little()
    {
        (await BlocksAsync("SELECT made FROM app.fan_out_webhooks(500, 5000, 10000)")).ShouldBeInRange(1, 100);
        (await BlocksAsync("SELECT app.purge_webhook_deliveries('14 days', 1000)")).ShouldBeInRange(1, 1000);
    }

    private Task<Plan> ListAsync(DeliveryState? state, bool generic) => Plan.OfAsync(
        schema.Database,
        new Actor(Owner, ActorRole.User, null),
        db => new WebhookRepository(db).DeliveriesAsync(
            Webhook, state, new KeysetPosition(DateTimeOffset.MaxValue, Guid.Empty), Limit, CancellationToken.None),
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["webhookId"] = Webhook,
            ["states"] = state is { } one ? new[] { one.ToString().ToLowerInvariant() } : ["waiting", "succeeded", "dead"],
            ["At"] = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
            ["Id"] = Guid.Empty,
            ["limit"] = Limit,
        },
        generic);

    /// <summary>Pages that the second run touches: the first one fills the caches of the session.</summary>
    private async Task<long> BlocksAsync(string sql)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);
        await acting.ListAsync<object>(sql);
        var text = (await acting.ListAsync<string>($"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")).ShouldHaveSingleItem();
        using var plan = JsonDocument.Parse(text);
        var top = plan.RootElement[0].GetProperty("Plan");
        return top.GetProperty("Shared Hit Blocks").GetInt64() + top.GetProperty("Shared Read Blocks").GetInt64();
    }
}
