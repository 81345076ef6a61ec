using System.Diagnostics;
using Agora.Application.Common;
using OpenTelemetry.Trace;

namespace Agora.Api.Tracing;

/// <summary>
/// The span of a request that is exported. It takes the place of the activity that the server makes for every request, and has its trace
/// and parent; a request whose trace is not exported costs one comparison (build/decisions/0064-traces.md).
/// </summary>
internal sealed class RequestSpan(TelemetrySettings settings)
{
    private readonly TraceIdRatioBasedSampler share = new(settings.SampleRatio);

    /// <summary>Null where the trace is not exported.</summary>
    public Activity? Start(PathString path)
    {
        if (!Telemetry.Source.HasListeners() || Activity.Current is not { } request)
        {
            return null;
        }

        var isRoot = request.ParentSpanId == default;
        if ((isRoot || request.Recorded) && !IsProbe(path) && IsInShare(request.TraceId))
        {
            var parent = new ActivityContext(
                request.TraceId, request.ParentSpanId, ActivityTraceFlags.Recorded, request.TraceStateString, isRemote: true);
            // A span without a parent takes the current activity for it, which is the one that is not exported.
            Activity.Current = isRoot ? null : request;
            return Telemetry.Source.StartActivity("request", ActivityKind.Server, parent);
        }

        // As the caller may have sent it; nothing within the request is exported either.
        request.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return null;
    }

    /// <param name="method">As it was sent.</param>
    /// <param name="route">Null where none matched.</param>
    public static void Describe(Activity span, HttpContext http, string method, string? route)
    {
        var status = http.Response.StatusCode;
        span.DisplayName = route is null ? "unmatched" : $"{method} {route}";
        span.SetTag("http.request.method", method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", status)
            .SetTag("url.scheme", http.Request.Scheme)
            .SetTag("url.path", http.Request.Path.ToUriComponent())
            .SetTag("agora.request.id", http.TraceIdentifier);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private bool IsInShare(ActivityTraceId trace) =>
        share.ShouldSample(new SamplingParameters(default, trace, "", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample;

    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);
}
