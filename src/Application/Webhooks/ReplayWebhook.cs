using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Delivers what happened after an event once more. Deliveries keep their ids.</summary>
/// <param name="After">The position of a delivery, or 0-0 for the oldest event that is kept.</param>
public sealed record ReplayWebhook(Guid WebhookId, string After) : ICommand<ReplayedRange>
{
    /// <summary>Events of the log that one replay looks at.</summary>
    public const int Most = 500;
}

public sealed class ReplayWebhookHandler(IWebhookRepository webhooks, WebhookSettings settings)
    : ICommandHandler<ReplayWebhook, ReplayedRange>
{
    public async Task<Result<ReplayedRange>> Handle(ReplayWebhook command, CancellationToken ct)
    {
        if (!WebhookPosition.TryRead(command.After, out var batch, out var logId))
        {
            return WebhookErrors.PositionInvalid;
        }

        var (outcome, position) = await webhooks.TryReplayAsync(
            command.WebhookId, batch, logId, ReplayWebhook.Most, settings.WaitingMax, ct);
        return outcome switch
        {
            QueueOutcome.Queued => new ReplayedRange(position!),
            QueueOutcome.Expired => EventErrors.PositionExpired,
            QueueOutcome.Unknown => WebhookErrors.PositionInvalid,
            _ => outcome.Refusal(WebhookErrors.NotFound),
        };
    }
}
