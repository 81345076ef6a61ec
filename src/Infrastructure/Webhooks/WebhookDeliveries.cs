using Agora.Application.Webhooks;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Webhooks;

internal sealed class WebhookDeliveries(DbSession db) : IWebhookDeliveries
{
    public Task CloseBatchAsync(CancellationToken ct) => db.ExecuteAsync("SELECT app.close_event_batch()", null, ct);

    public async Task<FannedOut> FanOutAsync(int most, int deliveriesMax, int waitingMax, CancellationToken ct)
    {
        const string sql = "SELECT f.made, f.has_more, f.crowded FROM app.fan_out_webhooks(@most, @deliveriesMax, @waitingMax) AS f";

        return (await db.FindAsync<FannedOut>(sql, new { most, deliveriesMax, waitingMax }, ct))!;
    }

    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        int places, int failingPlaces, int perWebhook, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            SELECT c.id, c.fencing_token, c.webhook_id, c.url, c.secrets, c.is_shown, c.type, c.audience, c.occurred_at, c.event_id,
                   c.batch, c.log_id, c.subject_id, c.post_id, c.comment_id, c.owner_id, c.user_id, c.subject_version, c.attempt,
                   c.since_first
            FROM app.claim_webhook_deliveries(@places, @failingPlaces, @perWebhook, @lease) AS c
            """;

        var rows = await db.QueryAsync<ClaimedRow>(sql, new { places, failingPlaces, perWebhook, lease }, ct);
        return [.. rows.Select(r => r.ToDelivery())];
    }

    public Task<bool> FinishAsync(
        ClaimedDelivery delivery, DeliveryOutcome outcome, TimeSpan? retryAfter, DeliveryResponse? response, CancellationToken ct)
    {
        const string sql = """
            SELECT app.finish_webhook_delivery(
                @Id, @Token, @outcome, @retryAfter::interval, @Status::integer, @took::integer, @Error::text, @Response::text)
            """;

        var values = new
        {
            delivery.Id,
            delivery.Token,
            outcome = outcome.ToString().ToLowerInvariant(),
            retryAfter,
            response?.Status,
            took = (int?)response?.Took.TotalMilliseconds,
            response?.Error,
            response?.Response,
        };
        return db.ScalarAsync<bool>(sql, values, ct);
    }

    public Task<Guid?> TryEndGoneAsync(Guid webhookId, CancellationToken ct) => EndAsync(webhookId, "gone", TimeSpan.Zero, ct);

    public Task<Guid?> TryEndFailingAsync(Guid webhookId, TimeSpan longest, CancellationToken ct) =>
        EndAsync(webhookId, "failing", longest, ct);

    public Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct)
    {
        const string sql = "SELECT app.purge_webhook_deliveries(@kept, @most)";

        return db.ScalarAsync<int>(sql, new { kept, most }, ct);
    }

    private Task<Guid?> EndAsync(Guid webhookId, string why, TimeSpan longest, CancellationToken ct)
    {
        const string sql = "SELECT app.end_webhook(@webhookId, @why, @longest)";

        return db.FindAsync<Guid?>(sql, new { webhookId, why, longest }, ct);
    }
}
