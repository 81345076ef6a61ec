using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Application.Reactions;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Reactions;

internal static class ReactionEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapReactions(this IEndpointRouteBuilder api)
    {
        var posts = api.MapGroup("/posts/{postId:guid}").WithTags("Reactions");
        posts.MapPut("/like", LikePost).WithName("LikePost").AllowsBatch();
        posts.MapDelete("/like", UnlikePost).WithName("UnlikePost").AllowsBatch();
        posts.MapGet("/likes", Likes).WithName("ListPostLikes").AllowAnonymous();
        var comments = api.MapGroup("/comments/{commentId:guid}").WithTags("Reactions");
        comments.MapPut("/like", LikeComment).WithName("LikeComment").AllowsBatch();
        comments.MapDelete("/like", UnlikeComment).WithName("UnlikeComment").AllowsBatch();
        api.MapGet("/users/me/reactions", Mine).WithTags("Reactions").WithName("GetMyReactions");
    }

    [EndpointSummary("Like a post")]
    [EndpointDescription(
        "Idempotent. For published posts of others (403 `like.own`); a post that is not published is refused (409 `like.closed`), and "
        + "one that the caller may not see is not found. `likeCount` of the post counts the like, and so does the ranking.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> LikePost(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new LikePost(postId), ct)).ToNoContent();

    [EndpointSummary("Unlike a post")]
    [EndpointDescription("Idempotent: 204 also when there was no like, or no such post.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> UnlikePost(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnlikePost(postId), ct)).ToNoContent();

    [EndpointSummary("List the users who like a post")]
    [EndpointDescription(
        "Latest first. Available to everyone who may read the post. Closed accounts are left out, and those between whom and the "
        + "caller there is a block; `likeCount` of the post counts them all the same.")]
    private static async Task<Results<Ok<Page<Person>>, ProblemHttpResult>> Likes(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListPostLikes(postId, limit, cursor), ct)).ToOk();

    [EndpointSummary("Like a comment")]
    [EndpointDescription(
        "Idempotent. For comments of others (403 `like.own`) below published posts (409 `like.closed`); a comment that the caller may "
        + "not see is not found.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> LikeComment(
        Guid commentId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new LikeComment(commentId), ct)).ToNoContent();

    [EndpointSummary("Unlike a comment")]
    [EndpointDescription("Idempotent: 204 also when there was no like, or no such comment.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> UnlikeComment(
        Guid commentId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnlikeComment(commentId), ct)).ToNoContent();

    [EndpointSummary("Get my likes and bookmarks among posts and comments")]
    [EndpointDescription(
        "For a page of posts or comments that a client shows: which of them the caller likes, and which are bookmarked. Other ids are "
        + "left out.")]
    private static async Task<Results<Ok<MyReactions>, ProblemHttpResult>> Mine(
        IMediator mediator,
        CancellationToken ct,
        [Description("Up to 100 ids of posts.")] Guid[]? postIds = null,
        [Description("Up to 100 ids of comments.")] Guid[]? commentIds = null) =>
        (await mediator.Send(new GetMyReactions(postIds ?? [], commentIds ?? []), ct)).ToOk();
}
