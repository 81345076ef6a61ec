using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agora.Application.Common;

/// <summary>Names of traces and metrics.</summary>
public static class Telemetry
{
    public const string Name = "Agora";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> UseCases =
        Meter.CreateHistogram<double>("agora.use_case.duration", "s", "Duration of a use case by name and outcome code.");
}
