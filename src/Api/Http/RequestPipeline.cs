using Agora.Api.Health;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Limits;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Api.Sessions;
using Microsoft.AspNetCore.Http.Metadata;

namespace Agora.Api.Http;

/// <summary>The order in which a request passes what is common to all endpoints.</summary>
internal static class RequestPipeline
{
    public const string Json = "application/json", MergePatch = "application/merge-patch+json";

    public static void UseRequestPipeline(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<ServerOptions>();
        app.UseKnownProxies(server);
        app.UseMiddleware<RequestLog>();
        app.UseSecurityHeaders();
        app.UseConnectionSlots();
        app.UseMiddleware<ExceptionHandlingMiddleware>();
        app.UseStartGate();
        app.UseBatchDoor();
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
        app.UseTurns();
        app.UseAuthentication();
        app.UseBearerRefusal();
        app.UseCaller();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseBatchRules();
        app.UseWritePreconditions();
        app.UseRequestTimeouts();
        app.UseQueryRules();
        app.UseResponseCache(server);
        app.UseIdempotency();
    }

    /// <summary>
    /// Whatever can be read can be asked for its headers (RFC 9110, 9.3.2), with the same rights. The server still knows that
    /// it was asked for HEAD, and sends no body.
    /// </summary>
    private static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    });

    /// <summary>
    /// The group of the API: every PATCH in it takes a merge patch (RFC 7396), under its own name or as plain JSON, and every POST an
    /// Idempotency-Key.
    /// </summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.AddEndpointFilter(ResponseConventions.FilterAsync);
        ((IEndpointConventionBuilder)api).Finally(endpoint =>
        {
            var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods;
            if (methods?.Contains(HttpMethods.Patch, StringComparer.Ordinal) == true && endpoint.Metadata.OfType<IAcceptsMetadata>().LastOrDefault() is { } body)
            {
                endpoint.Metadata.Add(new AcceptsMetadata([MergePatch, Json], body.RequestType, body.IsOptional));
            }

            if (methods?.Contains(HttpMethods.Get, StringComparer.Ordinal) == true && ResponseConventions.Answer(endpoint.Metadata) is { } answer)
            {
                endpoint.Metadata.Add(new SelectsFields());
                if (BodyTags.Suit(answer))
                {
                    endpoint.Metadata.Add(new TagsBody());
                }
            }

            if (methods?.Contains(HttpMethods.Post, StringComparer.Ordinal) == true && !endpoint.Metadata.OfType<RefusesIdempotencyKey>().Any())
            {
                endpoint.Metadata.Add(new TakesIdempotencyKey());
            }
        });
        return api;
    }
}
