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
/// The summary tells of drafts and hidden posts, so staff alone may see it; daily users tell of addresses, so admins alone. What
/// is told of one person counts nothing but what everybody can read.
/// </summary>
internal static class AnalyticsEndpoints
{
    private const string FromHelp = "The first day, in UTC. Left out: thirty days.", ToHelp = "The last day, in UTC. Left out: today.";

    public static void MapAnalytics(this IEndpointRouteBuilder api)
    {
        var analytics = api.MapGroup("/analytics").WithTags("Analytics");
        analytics.MapGet("/summary", Summary).WithName("GetAnalyticsSummary").RequireAuthorization(Access.Moderator).CacheResponse();
        analytics.MapGet("/users/daily", Daily).WithName("GetDailyUsers").AdminsOnly().CacheResponse();
        var users = api.MapGroup("/users/{userId:guid}").WithTags("Analytics");
        users.MapGet("/stats", Stats).WithName("GetUserStats").AllowAnonymous().CacheResponse();
        users.MapGet("/similar", Similar).WithName("ListSimilarUsers").AllowAnonymous().CacheResponse();
    }

    [EndpointSummary("Sum up the posts made within some days")]
    [EndpointDescription("For moderators and admins.")]
    private static async Task<Results<Ok<AnalyticsSummary>, ProblemHttpResult>> Summary(
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp)] DateOnly? from = null,
        [Description(ToHelp)] DateOnly? to = null) =>
        (await mediator.Send(new GetSummary(from, to), ct)).ToOk();

    [EndpointSummary("Count accounts by the day on which they were made")]
    [EndpointDescription("For admins.")]
    private static async Task<Results<Ok<DailyUsers>, ProblemHttpResult>> Daily(
        IMediator mediator,
        CancellationToken ct,
        [Description(FromHelp)] DateOnly? from = null,
        [Description(ToHelp)] DateOnly? to = null) =>
        (await mediator.Send(new GetDailyUsers(from, to), ct)).ToOk();

    [EndpointSummary("Read what somebody has done")]
    [EndpointDescription("For everyone. Published posts count, and comments on published posts that are neither hidden nor deleted.")]
    private static async Task<Results<Ok<UserStats>, ProblemHttpResult>> Stats(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetUserStats(userId), ct)).ToOk();

    [EndpointSummary("List who writes about the same, most alike first")]
    [EndpointDescription("For everyone. Compares the tags of published posts; closed accounts and people whom a block keeps apart from the caller are left out. Who has no such posts has an empty list.")]
    private static async Task<Results<Ok<SimilarUsers>, ProblemHttpResult>> Similar(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description("By posts that share a tag, or by the share of common tags.")] SimilarityMeasure by = SimilarityMeasure.Overlap,
        [Description("Rows wanted, 1 to 100."), Range(1, PostRules.PageMax)] int limit = 10) =>
        (await mediator.Send(new ListSimilarUsers(userId, by, limit), ct)).ToOk();
}
