using System.Diagnostics.Metrics;
using Agora.Application.Common;
using Agora.Application.Jobs;

namespace Agora.Infrastructure.Jobs;

/// <summary>Metrics of the job queue. Counts are those of the last <see cref="Observe"/>.</summary>
internal static class JobMetrics
{
    private static readonly Histogram<double> Attempts = Telemetry.Meter.CreateHistogram(
        "agora.job.duration",
        "s",
        "Duration of an attempt of a job by kind and outcome: a state, retried, given_back, or an error code.",
        tags: null,
        Telemetry.LongSeconds);

    private static readonly ObservableGauge<long> Jobs = Telemetry.Meter.CreateObservableGauge(
        "agora.jobs", Counts, "{job}", "Jobs by kind and state.");

    private static readonly ObservableGauge<double> OldestDue = Telemetry.Meter.CreateObservableGauge(
        "agora.job.oldest_due", Ages, "s", "How long the oldest job of a kind has been due.");

    private static Observation? last;

    /// <summary>Whether counting is worth its query: someone collects the counts.</summary>
    public static bool IsCollected => Jobs.Enabled || OldestDue.Enabled;

    public static void Finished(string kind, string outcome, TimeSpan elapsed) => Attempts.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("kind", kind),
        new KeyValuePair<string, object?>("outcome", outcome));

    public static void Observe(JobSummary summary, DateTimeOffset now) => Volatile.Write(ref last, new Observation(summary, now));

    private static IEnumerable<Measurement<long>> Counts() => Volatile.Read(ref last) is not { } seen
        ? []
        : seen.Summary.Kinds.SelectMany(kind => new[]
        {
            Count(kind, "queued", kind.Jobs.Queued),
            Count(kind, "running", kind.Jobs.Running),
            Count(kind, "succeeded", kind.Jobs.Succeeded),
            Count(kind, "failed", kind.Jobs.Failed),
            Count(kind, "cancelled", kind.Jobs.Cancelled),
        });

    private static IEnumerable<Measurement<double>> Ages() => Volatile.Read(ref last) is not { } seen
        ? []
        : seen.Summary.Kinds.Select(kind => new Measurement<double>(
            kind.Jobs.OldestDueAt is { } due ? Math.Max((seen.Now - due).TotalSeconds, 0) : 0,
            new KeyValuePair<string, object?>("kind", kind.Kind)));

    private static Measurement<long> Count(JobKindCounts kind, string state, long count) => new(
        count, new KeyValuePair<string, object?>("kind", kind.Kind), new KeyValuePair<string, object?>("state", state));

    private sealed record Observation(JobSummary Summary, DateTimeOffset Now);
}
