using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Analytics;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Analytics;

/// <summary>
/// The summary covers drafts and hidden posts, so it is for staff; daily users cover addresses, so they are for admins. Statistics of one
/// user count only public content.
/// </summary>
internal static class AnalyticsEndpoints
{
    private const string FromHelp = "The first day, in UTC. By default 30 days ago.", ToHelp = "The last day, in UTC. By default today.";

    public static void MapAnalytics(this IEndpointRouteBuilder api)
    {
        var analytics = api.MapGroup("/analytics").WithTags("Analytics");
        analytics.MapGet("/summary", Summary).WithName("GetAnalyticsSummary").RequireAuthorization(Access.Moderator).CacheResponse();
        analytics.MapGet("/users/daily", Daily).WithName("GetDailyUsers").AdminsOnly().CacheResponse();
        var users = api.MapGroup("/users/{userId:guid}").WithTags("Analytics");
        users.MapGet("/stats", Stats).WithName("GetUserStats").AllowAnonymous().CacheResponse();
        users.MapGet("/similar", Similar).WithName("ListSimilarUsers").AllowAnonymous().CacheResponse();
    }

    [EndpointSummary("Get statistics of posts")]
    [EndpointDescription("For moderators and admins. Covers posts created within the given days.")]
    private static async Task<Results<Ok<AnalyticsSummary>, ProblemHttpResult>> Summary(
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp)] DateOnly? from = null,
        [Description(ToHelp)] DateOnly? to = null) =>
        (await mediator.Send(new GetSummary(from, to), ct)).ToOk();

    [EndpointSummary("Count new accounts by day")]
    [EndpointDescription("For admins.")]
    private static async Task<Results<Ok<DailyUsers>, ProblemHttpResult>> Daily(
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp)] DateOnly? from = null,
        [Description(ToHelp)] DateOnly? to = null) =>
        (await mediator.Send(new GetDailyUsers(from, to), ct)).ToOk();

    [EndpointSummary("Get the statistics of a user")]
    [EndpointDescription("Available to everyone. Counts published posts, and visible comments on published posts.")]
    private static async Task<Results<Ok<UserStats>, ProblemHttpResult>> Stats(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetUserStats(userId), ct)).ToOk();

    [EndpointSummary("List similar users")]
    [EndpointDescription(
        "Most similar first, by the tags of published posts. Available to everyone. Closed accounts are left out, and so are "
        + "users who block the caller or whom the caller blocks. The list of a user without published posts is empty.")]
    private static async Task<Results<Ok<SimilarUsers>, ProblemHttpResult>> Similar(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description("By the number of posts that share a tag, or by the share of common tags.")]
        SimilarityMeasure by = SimilarityMeasure.Overlap,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = 10) =>
        (await mediator.Send(new ListSimilarUsers(userId, by, limit), ct)).ToOk();
}
