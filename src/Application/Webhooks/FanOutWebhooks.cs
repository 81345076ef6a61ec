using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Domain.Common;

namespace Agora.Application.Webhooks;

/// <summary>Makes deliveries of the next events of the log.</summary>
public sealed record FanOutWebhooks : ICommand<FannedOut>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>Events in one transaction.</summary>
    public const int Most = 500;

    /// <summary>Deliveries in one transaction, not counting those of its last event.</summary>
    public const int DeliveriesMax = 5000;
}

public sealed class FanOutWebhooksHandler(
    IWebhookDeliveries deliveries, IMailOutbox outbox, IUnitOfWork unitOfWork, WebhookSettings settings, TimeProvider clock)
    : ICommandHandler<FanOutWebhooks, FannedOut>
{
    public async Task<Result<FannedOut>> Handle(FanOutWebhooks command, CancellationToken ct)
    {
        await unitOfWork.ExecuteAsync(
            async token =>
            {
                await deliveries.CloseBatchAsync(token);
                return default(Done);
            },
            static _ => true,
            ct);
        return await unitOfWork.ExecuteAsync(FanOutAsync, static _ => true, ct);
    }

    private async Task<FannedOut> FanOutAsync(CancellationToken ct)
    {
        var done = await deliveries.FanOutAsync(FanOutWebhooks.Most, FanOutWebhooks.DeliveriesMax, settings.WaitingMax, ct);
        if (done.Crowded is { } owner)
        {
            await outbox.QueueForUserAsync(MailKind.WebhookDisabled, owner, clock.GetUtcNow(), ct);
        }

        return done;
    }
}
