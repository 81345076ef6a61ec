using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Webhooks;

/// <summary>Takes deliveries that are due, no more than there are places for.</summary>
public sealed record ClaimWebhookDeliveries(int Places) : ICommand<ClaimedDeliveries>, IRunsAsSystem;

public sealed record ClaimedDeliveries(IReadOnlyList<ClaimedDelivery> Items);

public sealed class ClaimWebhookDeliveriesHandler(IWebhookDeliveries deliveries, WebhookSettings settings)
    : ICommandHandler<ClaimWebhookDeliveries, ClaimedDeliveries>
{
    public async Task<Result<ClaimedDeliveries>> Handle(ClaimWebhookDeliveries command, CancellationToken ct) =>
        new ClaimedDeliveries(
            await deliveries.ClaimAsync(command.Places, settings.FailingPlaces, settings.PerWebhook, settings.Lease, ct));
}
