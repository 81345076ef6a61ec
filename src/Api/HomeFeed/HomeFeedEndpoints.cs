using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.HomeFeed;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.HomeFeed;

internal static class HomeFeedEndpoints
{
    public static void MapHomeFeed(this IEndpointRouteBuilder api) =>
        api.MapGet("/feed", Read).WithTags("Feed").WithName("ReadFeed").CacheResponse();

    [EndpointSummary("Get my feed")]
    [EndpointDescription(
        "Newest first: posts with tags that the caller writes, comments or reads about, and posts of followed users. Each item "
        + "gives the reason why it is there. A new user gets trending posts.")]
    private static async Task<Results<Ok<Page<FeedItem>>, ProblemHttpResult>> Read(
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = 20,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ReadHomeFeed(limit, cursor), ct)).ToOk();
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<FeedItem>))]
internal sealed partial class HomeFeedJson : JsonSerializerContext;
