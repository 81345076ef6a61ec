using System.Diagnostics.CodeAnalysis;
using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>
/// Attempts a claimed delivery, outside of any transaction, and stores the outcome. A process that dies between the two repeats the
/// attempt under the same id. One whose address the settings do not allow any more is dead without an attempt.
/// </summary>
public sealed record DeliverWebhook(ClaimedDelivery Delivery) : ICommand<DeliveryOutcome>, IRunsAsSystem, IOwnsTransaction;

public sealed class DeliverWebhookHandler(
    IWebhookDeliveries deliveries,
    IWebhookTransport transport,
    IWebhookSecrets secrets,
    IMailOutbox outbox,
    IUnitOfWork unitOfWork,
    WebhookSettings settings,
    TimeProvider clock) : ICommandHandler<DeliverWebhook, DeliveryOutcome>
{
    private const int Gone = 410;

    public async Task<Result<DeliveryOutcome>> Handle(DeliverWebhook command, CancellationToken ct)
    {
        var delivery = command.Delivery;
        var isAllowed = settings.Addresses.Allow(delivery.Url);
        var response = !delivery.IsShown ? null
            : isAllowed ? await SendAsync(delivery, ct)
            : new DeliveryResponse(null, "the address is not allowed on this server", null, TimeSpan.Zero, null);
        var retryAfter = !isAllowed || response is null or { IsSuccess: true } or { Status: Gone }
            ? null
            : settings.Retries.Next(delivery.Attempt, delivery.SinceFirst + response.Took, response.RetryAfter, Jitter());
        var outcome = (response, retryAfter) switch
        {
            (null, _) => DeliveryOutcome.Withheld,
            ({ IsSuccess: true }, _) => DeliveryOutcome.Succeeded,
            (_, not null) => DeliveryOutcome.Retry,
            _ => DeliveryOutcome.Dead,
        };

        // It was sent or not: that must be stored even when the host is stopping.
        await unitOfWork.ExecuteAsync(
            token => StoreAsync(delivery, outcome, retryAfter, response, token), static _ => true, CancellationToken.None);
        WebhookMetrics.Attempted(outcome, clock.GetUtcNow() - delivery.Event.OccurredAt);
        return outcome;
    }

    private async Task<DeliveryResponse> SendAsync(ClaimedDelivery delivery, CancellationToken ct)
    {
        var opened = delivery.Secrets.Select(box => secrets.Open(delivery.WebhookId, box)).OfType<byte[]>().ToList();
        if (opened.Count == 0)
        {
            return new DeliveryResponse(null, "the secret cannot be decrypted; rotate it", null, TimeSpan.Zero, null);
        }

        var (id, at, body) = (delivery.Id.ToString(), clock.GetUtcNow(), WebhookBody.Of(delivery.Event));
        return await transport.SendAsync(
            new OutgoingDelivery(delivery.Url, id, at, WebhookSignature.Sign(opened, id, at, body), body), ct);
    }

    private async Task<Done> StoreAsync(
        ClaimedDelivery delivery, DeliveryOutcome outcome, TimeSpan? retryAfter, DeliveryResponse? response, CancellationToken ct)
    {
        if (!await deliveries.FinishAsync(delivery, outcome, retryAfter, response, ct) || response is null or { IsSuccess: true })
        {
            return default;
        }

        var owner = response.Status == Gone
            ? await deliveries.TryEndGoneAsync(delivery.WebhookId, ct)
            : await deliveries.TryEndFailingAsync(delivery.WebhookId, TimeSpan.FromDays(settings.FailingDays), ct);
        if (owner is { } userId)
        {
            await outbox.QueueForUserAsync(MailKind.WebhookDisabled, userId, clock.GetUtcNow(), ct);
        }

        return default;
    }

    [SuppressMessage("Security", "CA5394", Justification = "Spreads retries; nothing depends on it being unpredictable.")]
    private static double Jitter() => Random.Shared.NextDouble();
}
