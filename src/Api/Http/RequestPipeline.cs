using Agora.Api.Health;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Limits;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Api.Metrics;
using Agora.Api.Sessions;

namespace Agora.Api.Http;

/// <summary>The middleware of every request, in order.</summary>
internal static class RequestPipeline
{
    public static void UseRequestPipeline(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<ServerOptions>();
        app.UseMetricsListener();
        app.UseKnownProxies(server);
        app.UseMiddleware<RequestLog>();
        app.UseSecurityHeaders();
        app.UseConnectionSlots();
        app.UseMiddleware<ExceptionHandlingMiddleware>();
        app.UseMetricsOnApi();
        app.UseDatabaseReadyCheck();
        app.UseBatchEntry();
        app.UseErrorResponses();
        app.UseHeadLimits();
        app.UseAllowedHosts(server);
        app.UseCleanText();
        app.UseCompression();
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseDeprecations();
        app.UseCorsRefusalLog();
        app.UseCors();
        app.UseBodyLimits();
        app.UseIgnoredCredentials();
        app.UseAdmissionControl();
        app.UseAuthentication();
        app.UseBearerErrors();
        app.UseRequestOrigin();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseBatchPolicy();
        app.UseWritePreconditions();
        app.UseRequestTimeouts();
        app.UseQueryRules();
        app.UseStandbyReads();
        app.UseResponseCache(server);
        app.UseIdempotency();
    }

    /// <summary>
    /// Every GET endpoint answers HEAD as well (RFC 9110, 9.3.2), with the same rights. The server remembers that the request was HEAD and
    /// sends no body.
    /// </summary>
    private static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set(new HeadersOnly());
        }

        return next(http);
    });
}

/// <summary>The request is a HEAD: what a response of unbounded length would write leads nowhere.</summary>
internal sealed class HeadersOnly;
