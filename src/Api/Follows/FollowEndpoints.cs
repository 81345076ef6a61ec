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

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

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

    [EndpointSummary("Follow a user")]
    [EndpointDescription(
        "Idempotent. Posts of the followed user appear in the caller's feed; everyone can see who follows whom. A user whom the "
        + "caller blocks must be unblocked first (409 `follow.blocked`). A user who blocks the caller is not found.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Follow(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FollowUser(userId), ct)).ToNoContent();

    [EndpointSummary("Unfollow a user")]
    [EndpointDescription("Idempotent: 204 also when there was no follow.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Unfollow(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnfollowUser(userId), ct)).ToNoContent();

    [EndpointSummary("List the followers of a user")]
    [EndpointDescription(
        "Latest first, with the `total`. Available to everyone. A closed account is not found, and does not appear in the lists "
        + "of others.")]
    private static async Task<Results<Ok<PeoplePage>, ProblemHttpResult>> Followers(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListPeople(userId, FollowSide.Followers, limit, cursor), ct)).ToOk();

    [EndpointSummary("List the users that a user follows")]
    [EndpointDescription(
        "Latest first, with the `total`. Available to everyone. A closed account is not found, and does not appear in the lists "
        + "of others.")]
    private static async Task<Results<Ok<PeoplePage>, ProblemHttpResult>> Following(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListPeople(userId, FollowSide.Following, limit, cursor), ct)).ToOk();

    [EndpointSummary("Block a user")]
    [EndpointDescription(
        "Idempotent. Neither user sees the content of the other, and follows between them end. The blocked user is not notified.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Block(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new BlockUser(userId), ct)).ToNoContent();

    [EndpointSummary("Unblock a user")]
    [EndpointDescription("Idempotent: 204 also when there was no block. Follows that the block ended are not restored.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Unblock(Guid userId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnblockUser(userId), ct)).ToNoContent();

    [EndpointSummary("List my blocked users")]
    [EndpointDescription("Latest first. Visible to the caller only.")]
    private static async Task<Results<Ok<Page<Person>>, ProblemHttpResult>> Blocked(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListBlocked(limit, cursor), ct)).ToOk();
}
