using System.Diagnostics;
using System.Globalization;
using Agora.Api.Logs;
using Agora.Api.Metrics;
using Agora.Api.Tracing;

namespace Agora.Api.Http;

/// <summary>
/// Assigns the request id, returns it, and measures and logs the request at its end. The query string is not logged: it may hold secrets.
/// </summary>
internal sealed partial class RequestLog(
    RequestDelegate next, ServerOptions options, RequestSpan spans, TimeProvider clock, ILoggerFactory loggers)
{
    public const string IdHeader = "X-Request-Id";

    private const int IdMax = 128;

    private readonly ILogger log = loggers.CreateLogger("Agora.Access");

    public async Task InvokeAsync(HttpContext http)
    {
        var started = clock.GetTimestamp();
        var method = http.Request.Method;
        using var span = spans.Start(http.Request.Path);
        var id = http.Request.Headers[IdHeader].ToString();
        http.TraceIdentifier = IsValid(id) ? id : NewId();
        http.Response.OnStarting(() =>
        {
            var elapsed = clock.GetElapsedTime(started);
            var headers = http.Response.Headers;
            headers[IdHeader] = http.TraceIdentifier;
            headers["X-Process-Time"] = elapsed.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);
            headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"app;dur={elapsed.TotalMilliseconds:0.###}");
            return Task.CompletedTask;
        });

        var scope = new RequestScope(http.TraceIdentifier);
        http.Features.Set(scope);
        using (log.BeginScope(scope))
        {
            try
            {
                await next(http);
            }
            finally
            {
                Report(http, method, span, clock.GetElapsedTime(started));
            }
        }
    }

    private void Report(HttpContext http, string method, Activity? span, TimeSpan elapsed)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        RequestMetrics.Finished(method, route, http.Response.StatusCode, elapsed);
        if (span is not null)
        {
            RequestSpan.Describe(span, http, method, route);
        }

        var slow = elapsed.TotalMilliseconds >= options.SlowRequestMilliseconds;
        if (!log.IsEnabled(slow ? LogLevel.Warning : LogLevel.Information))
        {
            return;
        }

        route ??= "-";
        var path = http.Request.Path.ToUriComponent();
        if (slow)
        {
            Slow(log, method, path, http.Response.StatusCode, elapsed.TotalMilliseconds, route);
        }
        else
        {
            Finished(log, method, path, http.Response.StatusCode, elapsed.TotalMilliseconds, route);
        }
    }

    /// <summary>An id for logs and problem documents: the trace id when there is a trace.</summary>
    private static string NewId() => Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString("N");

    private static bool IsValid(string id) =>
        id.Length is > 0 and <= IdMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    [LoggerMessage(EventId = 220, Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {ElapsedMs:F1} ms ({Route})")]
    private static partial void Finished(ILogger log, string method, string path, int status, double elapsedMs, string route);

    [LoggerMessage(EventId = 221, Level = LogLevel.Warning, Message = "Slow: {Method} {Path} {Status} in {ElapsedMs:F1} ms ({Route})")]
    private static partial void Slow(ILogger log, string method, string path, int status, double elapsedMs, string route);
}
