using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Delivers an ended delivery once more, under the same id.</summary>
public sealed record ReplayWebhookDelivery(Guid WebhookId, Guid DeliveryId) : ICommand<Done>;

public sealed class ReplayWebhookDeliveryHandler(IWebhookRepository webhooks, WebhookSettings settings)
    : ICommandHandler<ReplayWebhookDelivery, Done>
{
    public async Task<Result<Done>> Handle(ReplayWebhookDelivery command, CancellationToken ct) =>
        await webhooks.TryReplayAsync(command.WebhookId, command.DeliveryId, settings.WaitingMax, ct) switch
        {
            QueueOutcome.Queued => default(Done),
            var outcome => outcome.Refusal(WebhookErrors.DeliveryNotFound),
        };
}
