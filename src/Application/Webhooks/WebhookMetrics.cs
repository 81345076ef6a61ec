using System.Diagnostics.Metrics;
using Agora.Application.Common;

namespace Agora.Application.Webhooks;

/// <summary>Metrics of webhook deliveries.</summary>
public static class WebhookMetrics
{
    private static readonly Counter<long> Deliveries = Telemetry.Meter.CreateCounter<long>(
        "agora.webhook.deliveries", "{delivery}", "Attempts of webhook deliveries by outcome: succeeded, retry, dead or withheld.");

    private static readonly Histogram<double> Delays = Telemetry.Meter.CreateHistogram(
        "agora.webhook.delay", "s", "Time from an event to its successful delivery.", tags: null, Telemetry.LongSeconds);

    /// <summary>Makes every count start at zero: an increase is seen only of a series that was there before.</summary>
    public static void Begin()
    {
        foreach (var outcome in Enum.GetValues<DeliveryOutcome>())
        {
            Deliveries.Add(0, new KeyValuePair<string, object?>("outcome", Name(outcome)));
        }
    }

    internal static void Attempted(DeliveryOutcome outcome, TimeSpan sinceEvent)
    {
        Deliveries.Add(1, new KeyValuePair<string, object?>("outcome", Name(outcome)));
        if (outcome == DeliveryOutcome.Succeeded)
        {
            Delays.Record(Math.Max(sinceEvent.TotalSeconds, 0));
        }
    }

    private static string Name(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Succeeded => "succeeded",
        DeliveryOutcome.Retry => "retry",
        DeliveryOutcome.Dead => "dead",
        DeliveryOutcome.Withheld => "withheld",
    };
}
