using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agora.Application.Common;

/// <summary>Names of traces and metrics.</summary>
public static class Telemetry
{
    public const string Name = "Agora";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    /// <summary>Whether the current trace is exported.</summary>
    public static bool IsTraced => Source.HasListeners() && Activity.Current is { Recorded: true };

    /// <summary>A span within the current trace where that is exported, or the first one of a trace. Null otherwise.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) =>
        Source.HasListeners() && Activity.Current is not { Recorded: false } ? Source.StartActivity(name, kind) : null;

    /// <summary>Buckets of durations of requests, use cases and statements.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>Buckets of durations of background work.</summary>
    public static readonly InstrumentAdvice<double> LongSeconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 86400],
    };

    internal static readonly Histogram<double> UseCases = Meter.CreateHistogram(
        "agora.use_case.duration", "s", "Duration of a use case by name and outcome code.", tags: null, Seconds);
}
