using System.Diagnostics.Metrics;
using System.Globalization;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Agora.Infrastructure.Database;

namespace Agora.Api.Http.Responses;

/// <summary>
/// Serves cached responses until anything in the database changes. Every request checks the version of the database first, so a cached
/// response is never older than the request (build/decisions/0014-response-cache.md). Cached per user; anonymous callers share one entry.
/// Runs after authorization, rate limits and query validation. Also sets the ETag of responses without a version, a hash of the body, and
/// answers a matching If-None-Match with 304.
/// </summary>
internal static class ResponseCacheMiddleware
{
    private static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "agora.response_cache.requests", "{request}", "Requests to cached endpoints by outcome: hit or miss.");

    private static readonly KeyValuePair<string, object?> Hit = new("outcome", "hit"), Miss = new("outcome", "miss");

    /// <summary>For reads that depend only on the database, the caller, the URL and the UTC day.</summary>
    public static TBuilder CacheResponse<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Cacheable()).IsExpensive();

    public static void AddResponseCache(this WebApplicationBuilder builder) => builder.Services.AddSingleton(provider =>
        new ResponseCache(provider.GetRequiredService<ServerOptions>().ResponseCacheMegabytes * 1_048_576L));

    public static IApplicationBuilder UseResponseCache(this IApplicationBuilder app, ServerOptions options)
    {
        var cache = app.ApplicationServices.GetRequiredService<ResponseCache>();
        var database = app.ApplicationServices.GetRequiredService<IDatabaseVersion>();
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use((http, next) =>
        {
            if (!HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()?.Metadata is not { } endpoint)
            {
                return next(http);
            }

            return options.ResponseCacheMegabytes > 0 && endpoint.GetMetadata<Cacheable>() is not null ? ServeAsync(http, next)
                : endpoint.GetMetadata<TagsBody>() is not null ? CreateAsync(http, next)
                : next(http);
        });

        async Task ServeAsync(HttpContext http, RequestDelegate next)
        {
            var context = http.RequestServices.GetRequiredService<ActorContext>();
            string version;
            try
            {
                version = await database.CurrentAsync(http.RequestAborted);
            }
            catch (DependencyException exception) when (context.MayReadStandby && exception.Error == DatabaseFailures.Away)
            {
                // Nothing is cached from a standby, and while the primary is away only a standby can answer.
                await CreateAsync(http, next);
                return;
            }

            // What is cached is as old as the version of the primary.
            context.MayReadStandby = false;
            var state = string.Create(CultureInfo.InvariantCulture, $"{version} {clock.GetUtcNow():yyyy-MM-dd}");
            var actor = context.Actor;
            var key = string.Create(
                CultureInfo.InvariantCulture, $"{actor.Role} {actor.UserId} {http.Request.Path}{http.Request.QueryString}");
            var cached = await cache.GetOrCreate(state, key, () => CreateAsync(http, next), out var isCreator)
                .WaitAsync(http.RequestAborted);
            Requests.Add(1, isCreator || cached is null ? Miss : Hit);
            if (isCreator)
            {
                return;
            }

            if (cached is null)
            {
                await next(http);
                return;
            }

            await WriteAsync(http, cached);
        }
    }

    /// <summary>Runs the endpoint and sends its response; null when that is not one to cache.</summary>
    private static async Task<CachedResponse?> CreateAsync(HttpContext http, RequestDelegate next)
    {
        var body = await ResponseBuffer.CaptureAsync(http, next);
        if (http.Response.StatusCode != StatusCodes.Status200OK)
        {
            if (body.Length > 0)
            {
                await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
            }

            return null;
        }

        var response = new CachedResponse(http.Response.ContentType, http.Response.Headers.Link, BodyTags.Of(body), body);
        await WriteAsync(http, response);
        return response;
    }

    private static async Task WriteAsync(HttpContext http, CachedResponse cached)
    {
        if (Preconditions.IsKnown(http, cached.ETag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.ContentType = null;
            http.Response.ContentLength = null;
            http.Response.Headers.Link = default;
            return;
        }

        http.Response.ContentType = cached.ContentType;
        http.Response.Headers.Link = cached.Link;
        http.Response.ContentLength = cached.Body.Length;
        await http.Response.BodyWriter.WriteAsync(cached.Body, http.RequestAborted);
    }

    private sealed class Cacheable;
}
