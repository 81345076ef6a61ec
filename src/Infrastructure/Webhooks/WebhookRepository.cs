using Agora.Application.Common;
using Agora.Application.Webhooks;
using Agora.Domain.Webhooks;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Webhooks;

internal sealed class WebhookRepository(DbSession db) : IWebhookRepository
{
    /// <summary>Mirrored by <see cref="WebhookRow"/>, where <c>w</c> is the webhook.</summary>
    private const string Columns = """
        w.id, w.owner_id, w.url, w.event_types, w.author_id, w.post_id, w.description, w.is_active, w.ended, w.failing_since,
        w.version, w.created_at, w.updated_at
        """;

    public async Task<WebhookView?> TryAddAsync(Webhook webhook, byte[] sealedSecret, int most, CancellationToken ct)
    {
        const string sql = $"""
            INSERT INTO app.webhooks AS w (
                id, owner_id, url, event_types, author_id, post_id, description, is_active, active_since, created_at)
            SELECT @Id, @OwnerId, @Url, @EventTypes, @AuthorId, @PostId, @Description, @IsActive, statement_timestamp(), @CreatedAt
            WHERE app.webhook_room(@OwnerId, @most)
            RETURNING {Columns}
            """;

        var row = new
        {
            webhook.Id,
            webhook.OwnerId,
            webhook.Choice.Url,
            EventTypes = webhook.Choice.EventTypes.ToArray(),
            webhook.Choice.AuthorId,
            webhook.Choice.PostId,
            webhook.Choice.Description,
            webhook.Choice.IsActive,
            webhook.CreatedAt,
            most,
        };
        if (await db.FindAsync<WebhookRow>(sql, row, ct) is not { } added)
        {
            return null;
        }

        await TryRotateAsync(webhook.Id, sealedSecret, webhook.CreatedAt, TimeSpan.Zero, ct);
        return added.ToView();
    }

    public async Task<WebhookView?> FindAsync(Guid webhookId, CancellationToken ct) => (await FindRowAsync(webhookId, ct))?.ToView();

    public async Task<Webhook?> LoadAsync(Guid webhookId, CancellationToken ct) => (await FindRowAsync(webhookId, ct))?.ToWebhook();

    public async Task<IReadOnlyList<WebhookView>> ListAsync(Guid ownerId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM app.webhooks AS w
            WHERE w.owner_id = @ownerId
              AND (w.created_at, w.id) < (@At, @Id)
            ORDER BY w.created_at DESC, w.id DESC
            LIMIT @limit
            """;

        var rows = await db.QueryAsync<WebhookRow>(sql, new { ownerId, after.At, after.Id, limit }, ct);
        return [.. rows.Select(r => r.ToView())];
    }

    public async Task<WebhookView?> TrySaveAsync(Webhook webhook, int version, CancellationToken ct)
    {
        const string sql = $"""
            UPDATE app.webhooks AS w
            SET url = @Url,
                event_types = @EventTypes,
                author_id = @AuthorId,
                post_id = @PostId,
                description = @Description,
                is_active = @IsActive,
                ended = @Ended,
                failing_since = CASE WHEN w.is_active OR NOT @IsActive THEN w.failing_since END,
                active_since = CASE WHEN w.is_active OR NOT @IsActive THEN w.active_since ELSE statement_timestamp() END
            WHERE w.id = @Id
              AND w.version = @version
            RETURNING {Columns}
            """;

        var row = new
        {
            webhook.Id,
            version,
            webhook.Choice.Url,
            EventTypes = webhook.Choice.EventTypes.ToArray(),
            webhook.Choice.AuthorId,
            webhook.Choice.PostId,
            webhook.Choice.Description,
            webhook.Choice.IsActive,
            Ended = webhook.Ended?.ToString().ToLowerInvariant(),
        };
        return version == webhook.Version ? (await db.FindAsync<WebhookRow>(sql, row, ct))?.ToView() : null;
    }

    public Task<bool> TryDeleteAsync(Guid webhookId, int? version, CancellationToken ct)
    {
        const string sql = "SELECT app.delete_webhook(@webhookId, @version::integer)";

        return db.ScalarAsync<bool>(sql, new { webhookId, version }, ct);
    }

    public Task<bool> TryRotateAsync(Guid webhookId, byte[] sealedSecret, DateTimeOffset now, TimeSpan former, CancellationToken ct)
    {
        const string sql = "SELECT app.add_webhook_secret(@webhookId, @sealedSecret, @now, make_interval(secs => @TotalSeconds))";

        return db.ScalarAsync<bool>(sql, new { webhookId, sealedSecret, now, former.TotalSeconds }, ct);
    }

    public async Task<IReadOnlyList<DeliveryView>?> DeliveriesAsync(
        Guid webhookId, DeliveryState? state, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT d.id, d.type, d.event_id, d.subject_id, d.batch, d.log_id, d.state, d.attempt, d.attempted_at,
                   CASE WHEN d.lease_until IS NULL THEN d.due_at END AS next_attempt_at, d.status, d.duration_ms, d.error, d.response,
                   d.created_at, d.finished_at
            FROM app.webhooks AS w
            LEFT JOIN LATERAL (
                SELECT l.*
                FROM unnest(@states) AS s (state)
                CROSS JOIN LATERAL (
                    SELECT o.*
                    FROM app.webhook_deliveries AS o
                    WHERE o.webhook_id = w.id
                      AND o.is_sent
                      AND o.state = s.state
                      AND (o.created_at, o.id) < (@At, @Id)
                    ORDER BY o.created_at DESC, o.id DESC
                    LIMIT @limit) AS l
                ORDER BY l.created_at DESC, l.id DESC
                LIMIT @limit) AS d ON true
            WHERE w.id = @webhookId
            ORDER BY d.created_at DESC, d.id DESC
            """;

        var states = (state is { } one ? [one] : Enum.GetValues<DeliveryState>()).Select(s => s.ToString().ToLowerInvariant()).ToArray();
        var values = new { webhookId, states, after.At, after.Id, limit };
        return (await db.QueryOfAsync<DeliveryRow>(sql, values, ct))?.Select(r => r.ToView()).ToList();
    }

    public async Task<QueueOutcome> TryTestAsync(Guid webhookId, int waitingMax, CancellationToken ct)
    {
        const string sql = "SELECT app.test_webhook(@webhookId, @id, @waitingMax)";

        return await db.FindAsync<bool?>(sql, new { webhookId, id = Guid.NewGuid(), waitingMax }, ct) switch
        {
            true => QueueOutcome.Queued,
            false => QueueOutcome.Crowded,
            null => QueueOutcome.Missing,
        };
    }

    public async Task<QueueOutcome> TryReplayAsync(Guid webhookId, Guid deliveryId, int waitingMax, CancellationToken ct)
    {
        const string sql = "SELECT app.replay_webhook_delivery(@webhookId, @deliveryId, @waitingMax) AS outcome";

        return (await db.FindAsync<OutcomeRow>(sql, new { webhookId, deliveryId, waitingMax }, ct))!.Outcome;
    }

    public async Task<(QueueOutcome Outcome, string? Position)> TryReplayAsync(
        Guid webhookId, long batch, long logId, int most, int waitingMax, CancellationToken ct)
    {
        const string sql = """
            SELECT r.after_batch, r.after_id
            FROM app.replay_webhook(@webhookId, @batch, @logId, @most, @waitingMax) AS r
            """;

        try
        {
            return await db.FindAsync<RangeRow>(sql, new { webhookId, batch, logId, most, waitingMax }, ct) switch
            {
                null => (QueueOutcome.Missing, null),
                { AfterBatch: { } afterBatch, AfterId: { } afterId } =>
                    (QueueOutcome.Queued, WebhookPosition.Text(afterBatch, afterId)),
                _ => (QueueOutcome.Crowded, null),
            };
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "event_batches_kept_check" })
        {
            return (QueueOutcome.Expired, null);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "event_batches_known_check" })
        {
            return (QueueOutcome.Unknown, null);
        }
    }

    private Task<WebhookRow?> FindRowAsync(Guid webhookId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {Columns}
            FROM app.webhooks AS w
            WHERE w.id = @webhookId
            """;

        return db.FindAsync<WebhookRow>(sql, new { webhookId }, ct);
    }

    private sealed record OutcomeRow(QueueOutcome Outcome);

    private sealed record RangeRow(long? AfterBatch, long? AfterId);
}
