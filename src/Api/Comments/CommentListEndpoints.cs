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

    internal const string IncludeHelp = "`html` brings the text rendered, safe to show.";

    private const string LimitHelp = "Rows wanted, 1 to 100.", CursorHelp = "The `next` of an earlier page.";

    public static void MapCommentLists(this IEndpointRouteBuilder api, IEndpointRouteBuilder comments)
    {
        api.MapGet("/posts/{postId:guid}/comments", Thread).WithTags("Comments").WithName("ListThread").AllowAnonymous();
        api.MapGet("/users/{userId:guid}/comments", ByAuthor).WithTags("Comments").WithName("ListUserComments").AllowAnonymous();
        comments.MapGet("/{commentId:guid}/replies", Replies).WithName("ListReplies").AllowAnonymous();
        comments.MapGet("/trash", Trash).WithName("ListCommentTrash");
    }

    [EndpointSummary("List the comments of a post")]
    [EndpointDescription(
        "`thread` puts the replies of a comment behind it, so that pages can be shown one after the other, indented by `depth`; `oldest` and `newest` "
        + "go by time; `roots` lists the beginnings of threads alone, whose replies are a list of their own. A comment that is gone while a "
        + "reply lives keeps its place, without author and text.")]
    private static async Task<Results<Ok<Page<ThreadComment>>, ProblemHttpResult>> Thread(
        Guid postId,
        IMediator mediator,
        CancellationToken ct,
        [Description("What comes first.")] ThreadOrder order = ThreadOrder.Thread,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListThread(postId, order, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the direct replies of a comment, oldest first")]
    [EndpointDescription("For those who may read the post. A comment that is gone and kept its place in the thread has its replies listed as well.")]
    private static async Task<Results<Ok<Page<ThreadComment>>, ProblemHttpResult>> Replies(
        Guid commentId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null) =>
        (await mediator.Send(new ListReplies(commentId, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor), ct)).ToOk();

    [EndpointSummary("List what a person commented, newest first")]
    [EndpointDescription("The person and staff see what moderation has hidden among it.")]
    private static async Task<Results<Ok<Page<AuthoredComment>>, ProblemHttpResult>> ByAuthor(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(IncludeHelp)] CommentEndpoints.CommentPart[]? include = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListAuthorComments(userId, include?.Contains(CommentEndpoints.CommentPart.Html) == true, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List one's own deleted comments, last deleted first")]
    [EndpointDescription(
        "They can be restored until `purgeAt`, thirty days unless the operator set another term, and then go for good. "
        + "What `deletedBy` says that staff removed, its author cannot restore.")]
    private static async Task<Results<Ok<Page<DeletedComment>>, ProblemHttpResult>> Trash(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, CommentRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListCommentTrash(limit, cursor), ct)).ToOk();
}
