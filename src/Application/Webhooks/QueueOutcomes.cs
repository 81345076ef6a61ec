using Agora.Domain.Common;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

internal static class QueueOutcomes
{
    /// <summary>Why nothing was queued.</summary>
    /// <param name="missing">What was not found.</param>
    public static Error Refusal(this QueueOutcome outcome, Error missing) => outcome switch
    {
        QueueOutcome.Crowded => WebhookErrors.TooManyWaiting,
        QueueOutcome.Waiting => WebhookErrors.StillWaiting,
        _ => missing,
    };
}
