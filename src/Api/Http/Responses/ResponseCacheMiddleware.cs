using System.Globalization;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http.Responses;

/// <summary>
/// Gives out an answer again for as long as nothing in the database has changed. It asks the database whether that is so for
/// every request, so nobody gets less than what was stored when they asked
/// (build/decisions/0014-kept-answers.md). Runs after authorization, rate limits and the rules of the query; an answer is kept
/// for one signed-in person, or for all anonymous callers. Responses without a version, cached or not, get a hash of their body as ETag
/// here, and a matching If-None-Match is answered 304.
/// </summary>
internal static class ResponseCacheMiddleware
{
    /// <summary>For reads that depend on nothing but the database, the caller, the address and the UTC day.</summary>
    public static TBuilder CacheResponse<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Keeps()).IsHeavy();

    public static WebApplicationBuilder AddResponseCache(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => new ResponseCache(provider.GetRequiredService<ServerOptions>().ResponseCacheMegabytes * 1_048_576L));
        return builder;
    }

    public static IApplicationBuilder UseResponseCache(this IApplicationBuilder app, ServerOptions options)
    {
        var answers = app.ApplicationServices.GetRequiredService<ResponseCache>();
        var data = app.ApplicationServices.GetRequiredService<IDatabaseVersion>();
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use((http, next) =>
        {
            if (!HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()?.Metadata is not { } endpoint)
            {
                return next(http);
            }

            return options.ResponseCacheMegabytes > 0 && endpoint.GetMetadata<Keeps>() is not null ? AnswerAsync(http, next)
                : endpoint.GetMetadata<TagsBody>() is not null ? MakeAsync(http, next)
                : next(http);
        });

        async Task AnswerAsync(HttpContext http, RequestDelegate next)
        {
            var version = await data.CurrentAsync(http.RequestAborted);
            var state = string.Create(CultureInfo.InvariantCulture, $"{version} {clock.GetUtcNow():yyyy-MM-dd}");
            var actor = http.RequestServices.GetRequiredService<ActorContext>().Actor;
            var key = string.Create(CultureInfo.InvariantCulture, $"{actor.Role} {actor.UserId} {http.Request.Path}{http.Request.QueryString}");
            var answer = await answers.GetOrCreate(state, key, () => MakeAsync(http, next), out var mine).WaitAsync(http.RequestAborted);
            if (mine)
            {
                return;
            }

            if (answer is null)
            {
                await next(http);
                return;
            }

            await WriteAsync(http, answer);
        }
    }

    private static async Task<CachedResponse?> MakeAsync(HttpContext http, RequestDelegate next)
    {
        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new MemoryStream();
        var held = new StreamResponseBodyFeature(body, plain);
        http.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(http);
            await held.CompleteAsync();
        }
        finally
        {
            http.Features.Set(plain);
        }

        if (http.Response.StatusCode != StatusCodes.Status200OK)
        {
            body.Position = 0;
            await body.CopyToAsync(http.Response.Body, http.RequestAborted);
            return null;
        }

        var bytes = body.ToArray();
        var answer = new CachedResponse(http.Response.ContentType, http.Response.Headers.Link, BodyTags.Of(bytes), bytes);
        await WriteAsync(http, answer);
        return answer;
    }

    private static async Task WriteAsync(HttpContext http, CachedResponse answer)
    {
        http.Response.Headers.ETag = answer.ETag;
        if (Preconditions.Names(http.Request.Headers.IfNoneMatch, answer.ETag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.ContentType = null;
            http.Response.ContentLength = null;
            http.Response.Headers.Link = default;
            return;
        }

        http.Response.ContentType = answer.ContentType;
        http.Response.Headers.Link = answer.Link;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
    }

    private sealed class Keeps;
}
