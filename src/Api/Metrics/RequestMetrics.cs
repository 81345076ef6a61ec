using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Globalization;
using Agora.Application.Common;

namespace Agora.Api.Metrics;

/// <summary>
/// Counts and durations of requests. The endpoint is the template of the route and methods are those that we know, so that callers cannot
/// add series.
/// </summary>
internal static class RequestMetrics
{
    /// <summary>The endpoint of requests that no route matches.</summary>
    private const string Unmatched = "unmatched";

    private const string OtherMethod = "OTHER";

    private static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "http_requests_total", unit: null, "Requests by method, endpoint and status.");

    private static readonly Histogram<double> Durations = Telemetry.Meter.CreateHistogram(
        "http_request_duration_seconds", "s", "Duration of requests by method and endpoint.", tags: null, Telemetry.Seconds);

    private static readonly FrozenSet<string> Methods = FrozenSet.Create(
        StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static readonly string[] Statuses =
        [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    /// <param name="method">As it was sent.</param>
    /// <param name="route">Null where none matched.</param>
    public static void Finished(string method, string? route, int status, TimeSpan elapsed)
    {
        if (!Requests.Enabled)
        {
            return;
        }

        var methodLabel = new KeyValuePair<string, object?>("method", Methods.Contains(method) ? method : OtherMethod);
        var endpointLabel = new KeyValuePair<string, object?>("endpoint", route ?? Unmatched);
        Requests.Add(1, methodLabel, endpointLabel, new KeyValuePair<string, object?>("status", Statuses[Math.Clamp(status, 0, 599)]));
        Durations.Record(elapsed.TotalSeconds, methodLabel, endpointLabel);
    }
}
