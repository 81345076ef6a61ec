using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Domain.Comments;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Comments;

internal static class CommentListEndpoints
{
    private const int DefaultLimit = 50;

    internal const string IncludeHelp = "`html` adds the text as safe HTML.";

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

    public static void MapCommentLists(this IEndpointRouteBuilder api, IEndpointRouteBuilder comments)
    {
        api.MapGet("/posts/{postId:guid}/comments", Thread).WithTags("Comments").WithName("ListThread").AllowAnonymous();
        api.MapGet("/users/{userId:guid}/comments", ByAuthor).WithTags("Comments").WithName("ListUserComments").AllowAnonymous();
        comments.MapGet("/{commentId:guid}/replies", Replies).WithName("ListReplies").AllowAnonymous();
        comments.MapGet("/trash", Trash).WithName("ListCommentTrash");
    }

    [EndpointSummary("List the comments of a post")]
    [EndpointDescription(
        "`thread` lists each comment followed by its replies, so that pages can be shown one after the other, indented by "
        + "`depth`. `oldest` and `newest` sort by time. `roots` lists top-level comments only; their replies have a list of their "
        + "own. A deleted comment with a live reply keeps its place, without author and text.")]
    private static async Task<Results<Ok<Page<ThreadComment>>, ProblemHttpResult>> Thread(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description("The order.")] ThreadOrder order = ThreadOrder.Thread,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(
            new ListThread(postId, order, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the direct replies to a comment")]
    [EndpointDescription("Oldest first, for readers of the post. The replies to a deleted comment that kept its place are listed as well.")]
    private static async Task<Results<Ok<Page<ThreadComment>>, ProblemHttpResult>> Replies(
        Guid commentId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null) =>
        (await mediator.Send(
            new ListReplies(commentId, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor), ct)).ToOk();

    [EndpointSummary("List the comments of a user")]
    [EndpointDescription("Newest first. The author and staff also see comments that moderation hid.")]
    private static async Task<Results<Ok<Page<AuthoredComment>>, ProblemHttpResult>> ByAuthor(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(
            new ListAuthorComments(userId, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List my deleted comments")]
    [EndpointDescription(
        "Most recently deleted first. They can be restored until `purgeAt`, thirty days later unless the operator sets another "
        + "term, and are then deleted permanently. The author cannot restore comments that staff removed (`deletedBy`).")]
    private static async Task<Results<Ok<Page<DeletedComment>>, ProblemHttpResult>> Trash(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListCommentTrash(limit, cursor), ct)).ToOk();
}
