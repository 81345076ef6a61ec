using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Follows;

internal static class FollowEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Rows wanted, 1 to 100.", CursorHelp = "The `next` of an earlier page.";

    public static void MapFollows(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Follows");
        users.MapPut("/me/following/{userId:guid}", Follow).WithName("FollowUser").AllowsBatch();
        users.MapDelete("/me/following/{userId:guid}", Unfollow).WithName("UnfollowUser").AllowsBatch();
        users.MapGet("/{userId:guid}/followers", Followers).WithName("ListFollowers").AllowAnonymous();
        users.MapGet("/{userId:guid}/following", Following).WithName("ListFollowing").AllowAnonymous();
        users.MapPut("/me/blocks/{userId:guid}", Block).WithName("BlockUser").AllowsBatch();
        users.MapDelete("/me/blocks/{userId:guid}", Unblock).WithName("UnblockUser").AllowsBatch();
        users.MapGet("/me/blocks", Blocked).WithName("ListBlocks");
    }

    [EndpointSummary("Follow somebody")]
    [EndpointDescription(
        "Their posts come into one's feed, and everyone can see who follows whom. Done twice it is done once. Whom one blocked must be unblocked first (409 `follow.blocked`); "
        + "who blocked the caller is not found.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Follow(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FollowUser(userId), ct)).ToNoContent();

    [EndpointSummary("Follow somebody no longer")]
    [EndpointDescription("204 as well when there was nothing to end.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Unfollow(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnfollowUser(userId), ct)).ToNoContent();

    [EndpointSummary("List who follows an account, latest first")]
    [EndpointDescription("For everyone, with the `total`. A closed account is not found, and leaves the lists of others.")]
    private static async Task<Results<Ok<PeoplePage>, ProblemHttpResult>> Followers(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListPeople(userId, FollowSide.Followers, limit, cursor), ct)).ToOk();

    [EndpointSummary("List whom an account follows, latest first")]
    [EndpointDescription("For everyone, with the `total`. A closed account is not found, and leaves the lists of others.")]
    private static async Task<Results<Ok<PeoplePage>, ProblemHttpResult>> Following(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListPeople(userId, FollowSide.Following, limit, cursor), ct)).ToOk();

    [EndpointSummary("Block somebody")]
    [EndpointDescription("Neither sees what the other writes any longer, and neither follows the other. Nobody is told.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Block(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new BlockUser(userId), ct)).ToNoContent();

    [EndpointSummary("Take a block back")]
    [EndpointDescription("Follows that the block ended stay ended. 204 as well when there was no block.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Unblock(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnblockUser(userId), ct)).ToNoContent();

    [EndpointSummary("List whom one blocked, latest first")]
    [EndpointDescription("Nobody else sees this list.")]
    private static async Task<Results<Ok<Page<Person>>, ProblemHttpResult>> Blocked(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListBlocked(limit, cursor), ct)).ToOk();
}
