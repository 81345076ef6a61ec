using Agora.Domain.Common;

namespace Agora.Domain.Webhooks;

/// <summary>Why Agora disabled a webhook.</summary>
public enum WebhookEnd
{
    /// <summary>The receiver answered 410 Gone.</summary>
    Gone,

    /// <summary>No delivery succeeded for days.</summary>
    Failing,

    /// <summary>Too many deliveries waited.</summary>
    Backlog,
}

/// <summary>What its owner chooses about a webhook.</summary>
/// <param name="AuthorId">Only events about what this user wrote or did; null for everyone.</param>
/// <param name="PostId">Only events about this post and what is below it; null for all.</param>
public sealed record WebhookChoice(
    string Url, IReadOnlyList<string> EventTypes, Guid? AuthorId, Guid? PostId, string? Description, bool IsActive);

/// <summary>
/// A subscription to events. What must be true of every webhook: it belongs to one person, who receives only what they may see; it is
/// called at an address that the rules allow; while Agora has disabled it, it is not active.
/// </summary>
public sealed class Webhook
{
    private Webhook(
        Guid id, Guid ownerId, WebhookChoice choice, WebhookEnd? ended, int version, DateTimeOffset createdAt)
    {
        if (ended is not null && choice.IsActive)
        {
            throw new ArgumentException("A webhook that was disabled is not active.", nameof(ended));
        }

        Id = id;
        OwnerId = ownerId;
        Choice = choice;
        Ended = ended;
        Version = version;
        CreatedAt = createdAt;
    }

    public Guid Id { get; }

    public Guid OwnerId { get; }

    public WebhookChoice Choice { get; private set; }

    /// <summary>Null unless Agora disabled it.</summary>
    public WebhookEnd? Ended { get; private set; }

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    public DateTimeOffset CreatedAt { get; }

    public static Result<Webhook> Subscribe(Guid ownerId, WebhookChoice choice, WebhookAddressRules rules, DateTimeOffset now) =>
        rules.Allow(choice.Url)
            ? new Webhook(Guid.CreateVersion7(now), ownerId, choice, null, 1, now)
            : WebhookErrors.UrlRefused;

    /// <summary>A webhook as the database holds it.</summary>
    public static Webhook Load(
        Guid id, Guid ownerId, WebhookChoice choice, WebhookEnd? ended, int version, DateTimeOffset createdAt) =>
        new(id, ownerId, choice, ended, version, createdAt);

    /// <summary>Activating it again forgets that Agora disabled it.</summary>
    public Result<Webhook> Change(WebhookChoice choice, WebhookAddressRules rules)
    {
        if (choice.Url != Choice.Url && !rules.Allow(choice.Url))
        {
            return WebhookErrors.UrlRefused;
        }

        if (choice.IsActive && !Choice.IsActive)
        {
            Ended = null;
        }

        Choice = choice;
        return this;
    }
}
