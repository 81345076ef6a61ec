using Agora.Application.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>What came of a replay or a test.</summary>
public enum QueueOutcome
{
    Queued,

    /// <summary>Too many deliveries wait.</summary>
    Crowded,

    /// <summary>Absent, not the actor's, or not active; or it has sent no such delivery.</summary>
    Missing,

    /// <summary>The delivery has not ended.</summary>
    Waiting,

    /// <summary>Events after the position are no longer kept.</summary>
    Expired,

    /// <summary>The position is none of this log.</summary>
    Unknown,
}

/// <summary>The webhooks of the actor.</summary>
public interface IWebhookRepository
{
    /// <summary>Null when the owner has no room for one more. Creations of one person take turns.</summary>
    Task<WebhookView?> TryAddAsync(Webhook webhook, byte[] sealedSecret, int most, CancellationToken ct);

    /// <summary>Null when absent or not the actor's.</summary>
    Task<WebhookView?> FindAsync(Guid webhookId, CancellationToken ct);

    /// <summary>The webhook, to change it and save it. Null when absent or not the actor's.</summary>
    Task<Webhook?> LoadAsync(Guid webhookId, CancellationToken ct);

    Task<IReadOnlyList<WebhookView>> ListAsync(Guid ownerId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Null when it is gone or has another version.</summary>
    Task<WebhookView?> TrySaveAsync(Webhook webhook, int version, CancellationToken ct);

    /// <summary>Hides it at once; the purge deletes it with its deliveries. False when it is gone or has another version.</summary>
    /// <param name="version">Null for whichever there is.</param>
    Task<bool> TryDeleteAsync(Guid webhookId, int? version, CancellationToken ct);

    /// <summary>The former secret signs for <paramref name="former"/> more. False when absent or not the actor's.</summary>
    Task<bool> TryRotateAsync(Guid webhookId, byte[] sealedSecret, DateTimeOffset now, TimeSpan former, CancellationToken ct);

    /// <summary>Latest first. Null when absent or not the actor's.</summary>
    Task<IReadOnlyList<DeliveryView>?> DeliveriesAsync(
        Guid webhookId, DeliveryState? state, KeysetPosition after, int limit, CancellationToken ct);

    Task<QueueOutcome> TryTestAsync(Guid webhookId, int waitingMax, CancellationToken ct);

    Task<QueueOutcome> TryReplayAsync(Guid webhookId, Guid deliveryId, int waitingMax, CancellationToken ct);

    /// <returns>With the position that was reached, where it was replayed.</returns>
    Task<(QueueOutcome Outcome, string? Position)> TryReplayAsync(
        Guid webhookId, long batch, long logId, int most, int waitingMax, CancellationToken ct);
}
