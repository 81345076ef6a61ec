namespace Agora.Application.Webhooks;

/// <param name="Token">Of this claim; an outcome names it.</param>
/// <param name="Secrets">As stored, the current one first.</param>
/// <param name="IsShown">Whether the owner of the webhook may see the event now.</param>
/// <param name="SinceFirst">The time between the first attempt and the claim.</param>
public sealed record ClaimedDelivery(
    Guid Id,
    int Token,
    Guid WebhookId,
    string Url,
    IReadOnlyList<byte[]> Secrets,
    bool IsShown,
    WebhookEvent Event,
    int Attempt,
    TimeSpan SinceFirst);

/// <param name="Audience">As the database names it.</param>
/// <param name="Batch">0 for a test.</param>
public sealed record WebhookEvent(
    Guid EventId,
    string Type,
    string Audience,
    DateTimeOffset OccurredAt,
    long Batch,
    long LogId,
    Guid SubjectId,
    Guid? PostId,
    Guid? CommentId,
    Guid OwnerId,
    Guid? UserId,
    int? Version);

/// <summary>What became of an attempt.</summary>
public enum DeliveryOutcome
{
    Succeeded,
    Retry,
    Dead,

    /// <summary>Its owner may not see the event. The delivery is deleted.</summary>
    Withheld,
}

/// <param name="Made">How many deliveries.</param>
/// <param name="HasMore">Whether a limit ended the step before the events did.</param>
/// <param name="Crowded">The owner of a webhook that was disabled because too many deliveries wait.</param>
public sealed record FannedOut(int Made, bool HasMore, Guid? Crowded);

/// <summary>The queue of deliveries, for the actor system.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Closes the open batch of the event log. In a transaction of its own, which has written nothing.</summary>
    Task CloseBatchAsync(CancellationToken ct);

    /// <summary>Makes deliveries of the next events.</summary>
    /// <param name="deliveriesMax">After the event that reaches this number the step ends.</param>
    /// <param name="waitingMax">Webhooks for which more deliveries wait are disabled, one a step.</param>
    Task<FannedOut> FanOutAsync(int most, int deliveriesMax, int waitingMax, CancellationToken ct);

    /// <param name="failingPlaces">Of failing webhooks, those that run already included.</param>
    Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        int places, int failingPlaces, int perWebhook, TimeSpan lease, CancellationToken ct);

    /// <summary>False when another worker has claimed the delivery since, or it is gone.</summary>
    /// <param name="retryAfter">For <see cref="DeliveryOutcome.Retry"/>.</param>
    /// <param name="response">Null when nothing was sent.</param>
    Task<bool> FinishAsync(
        ClaimedDelivery delivery, DeliveryOutcome outcome, TimeSpan? retryAfter, DeliveryResponse? response, CancellationToken ct);

    /// <summary>Disables a webhook whose receiver is gone; returns its owner, or null when it was not active.</summary>
    Task<Guid?> TryEndGoneAsync(Guid webhookId, CancellationToken ct);

    /// <summary>Disables a webhook that has failed for so long; returns its owner, or null when it was not.</summary>
    Task<Guid?> TryEndFailingAsync(Guid webhookId, TimeSpan longest, CancellationToken ct);

    /// <summary>
    /// How many rows it deleted: deleted webhooks with their deliveries, and deliveries that were kept for their time after they ended, or
    /// waited as long for webhooks that are not delivered to.
    /// </summary>
    Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct);
}
