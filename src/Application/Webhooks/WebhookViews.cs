using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <param name="AuthorId">Only events of this user; null for everyone.</param>
/// <param name="PostId">Only events about this post and what is below it; null for all.</param>
/// <param name="Ended">Why Agora disabled it; null when it did not.</param>
/// <param name="FailingSince">The first failed attempt since the last success; null when the last one succeeded.</param>
public record WebhookView(
    Guid Id,
    string Url,
    IReadOnlyList<string> EventTypes,
    Guid? AuthorId,
    Guid? PostId,
    string? Description,
    bool IsActive,
    WebhookEnd? Ended,
    DateTimeOffset? FailingSince,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A new webhook with its secret, which is shown once.</summary>
public sealed record CreatedWebhook : WebhookView
{
    public CreatedWebhook(WebhookView webhook, string secret)
        : base(webhook) => Secret = secret;

    public string Secret { get; }
}

/// <param name="Secret">Shown once.</param>
/// <param name="FormerSignsUntil">Until then the former secret signs too.</param>
public sealed record RotatedSecret(string Secret, DateTimeOffset FormerSignsUntil);

public enum DeliveryState
{
    /// <summary>For its first attempt, the next one, or the end of an earlier delivery of the same subject.</summary>
    Waiting,

    Succeeded,

    /// <summary>Every attempt failed.</summary>
    Dead,
}

/// <param name="Id">The value of <c>webhook-id</c>, the same in every attempt.</param>
/// <param name="Position">Of the event in the log; null for a test.</param>
/// <param name="NextAttemptAt">Null when it has ended, or waits behind an earlier delivery of the same subject.</param>
/// <param name="Response">The beginning of the last response; null for none.</param>
public sealed record DeliveryView(
    Guid Id,
    string Type,
    Guid EventId,
    Guid SubjectId,
    string? Position,
    DeliveryState State,
    int Attempt,
    DateTimeOffset? AttemptedAt,
    DateTimeOffset? NextAttemptAt,
    int? Status,
    int? DurationMs,
    string? Error,
    string? Response,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt);

/// <param name="Position">The event that the replay reached; send it as <c>after</c> to continue.</param>
public sealed record ReplayedRange(string Position);
