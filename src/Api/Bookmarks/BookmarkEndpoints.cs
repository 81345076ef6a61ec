using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Bookmarks;
using Agora.Application.Common;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Bookmarks;

internal static class BookmarkEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapBookmarks(this IEndpointRouteBuilder api)
    {
        api.MapPut("/posts/{postId:guid}/bookmark", Add).WithTags("Bookmarks").WithName("BookmarkPost").AllowsBatch();
        api.MapDelete("/posts/{postId:guid}/bookmark", Remove).WithTags("Bookmarks").WithName("RemoveBookmark").AllowsBatch();
        api.MapGet("/users/me/bookmarks", Mine).WithTags("Bookmarks").WithName("ListBookmarks");
    }

    [EndpointSummary("Bookmark a post")]
    [EndpointDescription(
        "Idempotent. For every post that the caller may read. Visible to the caller only. A user may have 10,000 bookmarks (409 "
        + "`bookmark.full`).")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Add(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new BookmarkPost(postId), ct)).ToNoContent();

    [EndpointSummary("Remove a bookmark")]
    [EndpointDescription("Idempotent: 204 also when there was no bookmark, or no such post.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RemoveBookmark(postId), ct)).ToNoContent();

    [EndpointSummary("List my bookmarks")]
    [EndpointDescription(
        "Latest first. A post that the caller can no longer read is left out, and is listed again when the caller can. Visible to the "
        + "caller only.")]
    private static async Task<Results<Ok<Page<BookmarkedPost>>, ProblemHttpResult>> Mine(
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListBookmarks(limit, cursor), ct)).ToOk();
}
