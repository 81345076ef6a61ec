using System.ComponentModel;
using System.Security.Cryptography;
using Agora.Api.Http;
using Agora.Api.Http.OpenApi;
using Agora.Application.Syndication;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace Agora.Api.Syndication;

internal static class SyndicationEndpoints
{
    private static readonly string[] CachedStatuses = ["200", "304"];

    /// <summary>Lifetime of a cached feed; a post that is hidden meanwhile is still in it.</summary>
    private const int MaxAgeSeconds = 60;

    public static void MapSyndication(this IEndpointRouteBuilder api)
    {
        var feeds = api.MapGroup("/feeds").WithTags("Feeds").AllowAnonymous();
        Map(feeds, "atom", "Atom", AtomFeed.MediaType, AtomFeed.Write);
        Map(feeds, "json", "Json", JsonFeed.MediaType, JsonFeed.Write);
    }

    private static void Map(
        RouteGroupBuilder feeds, string extension, string name, string mediaType, Func<SyndicationFeed, FeedAddresses, byte[]> write)
    {
        var format = new FeedFormat(mediaType, write);
        Describe(
            feeds.MapGet(
                $"/posts.{extension}",
                (IMediator mediator, SyndicationSettings settings, HttpContext http, CancellationToken ct) =>
                    RespondAsync(FeedKind.Site, null, format, mediator, settings, http, ct)),
            $"GetSiteFeedAs{name}", "Get the feed of all posts", mediaType);
        Describe(
            feeds.MapGet(
                $"/users/{{username}}.{extension}",
                (string username, IMediator mediator, SyndicationSettings settings, HttpContext http, CancellationToken ct) =>
                    RespondAsync(FeedKind.Author, username, format, mediator, settings, http, ct)),
            $"GetUserFeedAs{name}", "Get the feed of a user", mediaType);
        Describe(
            feeds.MapGet(
                $"/tags/{{tag}}.{extension}",
                (string tag, IMediator mediator, SyndicationSettings settings, HttpContext http, CancellationToken ct) =>
                    RespondAsync(FeedKind.Tag, tag, format, mediator, settings, http, ct)),
            $"GetTagFeedAs{name}", "Get the feed of a tag", mediaType);
        Describe(
            feeds.MapGet(
                $"/search.{extension}",
                (
                    IMediator mediator,
                    SyndicationSettings settings,
                    HttpContext http,
                    CancellationToken ct,
                    [Description("Words, \"phrases\", `or`, and `-` before words to exclude.")] string q) =>
                    RespondAsync(FeedKind.Search, q, format, mediator, settings, http, ct)),
            $"GetSearchFeedAs{name}", "Get the feed of a search", mediaType);
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary, string mediaType) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .WithDescription("The newest 20 posts with their full text. Supports If-None-Match and If-Modified-Since.")
        .Produces(StatusCodes.Status200OK, mediaType == JsonFeed.MediaType ? typeof(JsonFeedDocument) : typeof(string), mediaType)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            const string tag = "\"9f86d081884c7d659a2feaa0\"";
            operation.Responses!["304"] = OperationTransformer.NotModified("The client has the current feed.", tag);
            SharedResponses.AddHeader(
                operation,
                "200",
                "ETag",
                SharedResponses.Header("Names this version of the feed.", JsonSchemaType.String, tag, required: true));
            foreach (var status in CachedStatuses)
            {
                SharedResponses.AddHeader(
                    operation,
                    status,
                    "Last-Modified",
                    SharedResponses.Header("When an item last changed.", JsonSchemaType.String, "Sat, 31 Jan 2026 12:00:00 GMT"));
            }

            return Task.CompletedTask;
        });

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> RespondAsync(
        FeedKind kind,
        string? of,
        FeedFormat format,
        IMediator mediator,
        SyndicationSettings settings,
        HttpContext http,
        CancellationToken ct)
    {
        var origin = PublicAddress.Of(http);
        var feed = await mediator.Send(new GetSyndicationFeed(kind, of, origin), ct);
        if (!feed.IsSuccess)
        {
            return Problems.From(feed.Error);
        }

        var bytes = format.Write(feed.Value, FeedAddresses.Of(feed.Value, http.Request, origin, settings));
        // For anonymous callers only: feeds of signed-in callers depend on blocks and are not cached.
        http.Response.Headers.CacheControl = SecurityHeaders.SharedFor(MaxAgeSeconds);
        if (feed.Value.UpdatedAt is { } changed)
        {
            http.Response.Headers.LastModified = changed.ToString("R");
        }

        return Preconditions.IsFresh(http, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"")
            || IsUnmodified(http.Request, feed.Value.UpdatedAt)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(bytes, $"{format.MediaType}; charset=utf-8");
    }

    /// <summary>RFC 9110, 13.1.3: the date counts only without a tag, and has no fractions of a second.</summary>
    private static bool IsUnmodified(HttpRequest request, DateTimeOffset? changed) =>
        request.Headers.IfNoneMatch.Count == 0
        && changed is { } last
        && request.GetTypedHeaders().IfModifiedSince is { } since
        && last.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();

    private sealed record FeedFormat(string MediaType, Func<SyndicationFeed, FeedAddresses, byte[]> Write);
}
