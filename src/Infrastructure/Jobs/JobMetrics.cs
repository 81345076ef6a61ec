using System.Diagnostics.Metrics;
using Agora.Application.Common;

namespace Agora.Infrastructure.Jobs;

internal static class JobMetrics
{
    private static readonly Histogram<double> Attempts = Telemetry.Meter.CreateHistogram<double>(
        "agora.job.duration", "s", "Duration of an attempt of a job by kind and outcome: a state, retried, given_back, or an error code.");

    public static void Finished(string kind, string outcome, TimeSpan elapsed) => Attempts.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("kind", kind),
        new KeyValuePair<string, object?>("outcome", outcome));
}
