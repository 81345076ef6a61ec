using System.Diagnostics;
using Agora.Application.Common;

namespace Agora.Api.Tracing;

/// <summary>
/// The span of a request, which the server makes itself. Its attributes are written here, at the end and where it is exported: OpenTelemetry's
/// instrumentation listens to every request for them (build/decisions/0064-traces.md).
/// </summary>
internal static class RequestSpan
{
    /// <summary>What the server calls the source of these spans.</summary>
    public const string Source = "Microsoft.AspNetCore";

    /// <summary>The span is not exported, nor are those within it.</summary>
    public static void LeaveOut()
    {
        if (Telemetry.IsTraced && Activity.Current is { } span)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    /// <param name="method">As it was sent.</param>
    /// <param name="route">Null where none matched.</param>
    public static void Finished(HttpContext http, string method, string? route)
    {
        if (!Telemetry.IsTraced || Activity.Current is not { } span)
        {
            return;
        }

        var status = http.Response.StatusCode;
        span.DisplayName = route is null ? method : $"{method} {route}";
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
}
