using Agora.Application.Webhooks;
using Agora.Domain.Webhooks;

namespace Agora.Infrastructure.Webhooks;

/// <summary>Mirrors the select list of a webhook.</summary>
internal sealed record WebhookRow(
    Guid Id,
    Guid OwnerId,
    string Url,
    string[] EventTypes,
    Guid? AuthorId,
    Guid? PostId,
    string? Description,
    bool IsActive,
    WebhookEnd? Ended,
    DateTimeOffset? FailingSince,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public Webhook ToWebhook() => Webhook.Load(
        Id, OwnerId, new WebhookChoice(Url, EventTypes, AuthorId, PostId, Description, IsActive), Ended, Version, CreatedAt);

    public WebhookView ToView() =>
        new(Id, Url, EventTypes, AuthorId, PostId, Description, IsActive, Ended, FailingSince, Version, CreatedAt, UpdatedAt);
}

/// <summary>Mirrors the select list of a delivery.</summary>
internal sealed record DeliveryRow(
    Guid Id,
    string Type,
    Guid EventId,
    Guid SubjectId,
    long Batch,
    long LogId,
    DeliveryState State,
    int Attempt,
    DateTimeOffset? AttemptedAt,
    DateTimeOffset? NextAttemptAt,
    int? Status,
    int? DurationMs,
    string? Error,
    string? Response,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    public DeliveryView ToView() => new(
        Id,
        Type,
        EventId,
        SubjectId,
        WebhookPosition.Text(Batch, LogId),
        State,
        Attempt,
        AttemptedAt,
        NextAttemptAt,
        Status,
        DurationMs,
        Error,
        Response,
        CreatedAt,
        FinishedAt);
}

/// <summary>Mirrors the columns of <c>app.claim_webhook_deliveries</c>.</summary>
internal sealed record ClaimedRow
{
    public required Guid Id { get; init; }

    public required int FencingToken { get; init; }

    public required Guid WebhookId { get; init; }

    public required string Url { get; init; }

    public required byte[][] Secrets { get; init; }

    public required bool IsShown { get; init; }

    public required string Type { get; init; }

    public required string Audience { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required Guid EventId { get; init; }

    public required long Batch { get; init; }

    public required long LogId { get; init; }

    public required Guid SubjectId { get; init; }

    public required Guid? PostId { get; init; }

    public required Guid? CommentId { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid? UserId { get; init; }

    public required int? SubjectVersion { get; init; }

    public required int Attempt { get; init; }

    public required TimeSpan SinceFirst { get; init; }

    public ClaimedDelivery ToDelivery() => new(
        Id,
        FencingToken,
        WebhookId,
        Url,
        Secrets,
        IsShown,
        new WebhookEvent(
            EventId, Type, Audience, OccurredAt, Batch, LogId, SubjectId, PostId, CommentId, OwnerId, UserId, SubjectVersion),
        Attempt,
        SinceFirst);
}
