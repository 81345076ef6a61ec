using System.Globalization;
using Agora.Domain.Common;

namespace Agora.Domain.Webhooks;

public static class WebhookErrors
{
    [EnforcedBy("webhooks_select")]
    public static readonly Error NotFound = Error.NotFound("webhook.not_found", "There is no such webhook.");

    [EnforcedBy("app.webhooks.version")]
    public static readonly Error Stale = Error.Stale(
        "webhook.changed_meanwhile", "The webhook was changed since you read it. Read it again.");

    public static readonly Error UrlRefused = Error.InvalidField(
        "url",
        "webhook.url_refused",
        "Must be an https address with an allowed port, without credentials and fragment, of at most 2048 ASCII characters.");

    [EnforcedBy("webhook_deliveries_select")]
    public static readonly Error DeliveryNotFound = Error.NotFound("webhook.delivery_not_found", "There is no such delivery.");

    [EnforcedBy("app.webhook_deliveries.state")]
    public static readonly Error StillWaiting = Error.Conflict(
        "webhook.delivery_waiting", "The delivery has not ended. Wait for its next attempt.");

    [EnforcedBy("app.webhook_is_crowded")]
    public static readonly Error TooManyWaiting = Error.Conflict(
        "webhook.too_many_waiting", "Too many deliveries of the webhook wait. Try again once they have been attempted.");

    public static readonly Error PositionInvalid = Error.InvalidField(
        "after", "webhook.position_invalid", "Must be the `position` of a delivery.");

    public static Error LimitReached(int limit) => Error.Conflict(
        "webhook.limit_reached",
        string.Create(CultureInfo.InvariantCulture, $"You have {limit} webhooks, which is the most. Delete one first."));
}
