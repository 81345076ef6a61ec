using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Moderation;
using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Domain.Comments;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Comments;

internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder api)
    {
        api.MapPost("/posts/{postId:guid}/comments", Create).WithTags("Comments").WithName("CreateComment").AllowsBatch();
        var comments = api.MapGroup("/comments").WithTags("Comments");
        comments.MapGet("/{commentId:guid}", Get).WithName("GetComment").AllowAnonymous();
        comments.MapPatch("/{commentId:guid}", Update).WithName("UpdateComment").AllowsBatch().TakesReason();
        comments.MapDelete("/{commentId:guid}", Delete).WithName("DeleteComment").AllowsBatch().AcceptsIfMatch().TakesReason();
        comments.MapPost("/{commentId:guid}/restore", Restore).WithName("RestoreComment").AllowsBatch().AcceptsIfMatch().TakesReason();
        api.MapCommentLists(comments);
    }

    /// <param name="ParentId">The comment to reply to; without it, a comment on the post itself.</param>
    internal sealed record CreateRequest(
        [property: StringLength(CommentRules.BodyMax, MinimumLength = 1)] string Body,
        Guid? ParentId = null);

    internal enum CommentPart
    {
        Html,
    }

    internal sealed record UpdateRequest
    {
        [StringLength(CommentRules.BodyMax, MinimumLength = 1)]
        public Optional<string> Body { get; init; }
    }

    [EndpointSummary("Comment on a post or reply to a comment")]
    [EndpointDescription(
        "For signed-in callers, on a published post (409 `comment.post_closed`). Replies nest up to eight levels (409 "
        + "`comment.too_deep`), and a deleted or hidden comment takes none (409 `comment.parent_gone`). The text is Markdown.")]
    private static async Task<Results<Created<CommentView>, ProblemHttpResult>> Create(
        Guid postId, CreateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var created = await mediator.Send(new CreateComment(postId, body.ParentId, body.Body), ct);
        return created.ToCreated(http, Tag, comment => $"/api/v1/comments/{comment.Id}");
    }

    [EndpointSummary("Get a comment")]
    [EndpointDescription(
        "For readers of the post; a hidden comment only for its author and staff. Authors can read, edit and delete their own "
        + "comments in any state of the post. A deleted comment is not found; its author finds it at "
        + "`/api/v1/comments/trash`.")]
    private static async Task<Results<Ok<CommentView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid commentId,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct,
        [Description(CommentListEndpoints.IncludeHelp)] CommentPart[]? include = null) =>
        (await mediator.Send(new GetComment(commentId, include?.Contains(CommentPart.Html) == true), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update a comment")]
    [EndpointDescription(
        "For the author and, with a `reason`, admins; others get 403 `comment.author_only`. `editedAt` shows readers that it was "
        + "edited. An edit of a hidden comment opens its case again: `review` in the response names the case. A deleted comment "
        + "must be restored first (404 `comment.in_trash`).")]
    private static async Task<Results<Ok<CommentView>, ProblemHttpResult>> Update(
        Guid commentId, UpdateRequest body, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.EditAsync(
            http,
            version => new UpdateComment(commentId, version) { Body = body.Body },
            new GetComment(commentId, AsHtml: false),
            Tag,
            ct)).ToSaved(http, Tag);

    [EndpointSummary("Delete a comment")]
    [EndpointDescription(
        "For the author and, with a `reason`, staff. While a reply lives, the thread keeps a placeholder without author and text. "
        + "Its author finds it at `/api/v1/comments/trash` and can restore it until `purgeAt`, when it is deleted permanently.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid commentId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new DeleteComment(commentId, version), ct)).ToNoContent();

    [EndpointSummary("Restore a deleted comment")]
    [EndpointDescription(
        "For the side that deleted it. A comment that staff removed can be restored by staff only, with a `reason` (403 "
        + "`comment.removed_by_staff`); one that its author deleted, by the author only (403 `comment.removed_by_author`). It "
        + "returns to its place in the thread.")]
    private static async Task<Results<Ok<CommentView>, ProblemHttpResult>> Restore(
        Guid commentId, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null) =>
        (await mediator.SendAsync(http, version => new RestoreComment(commentId, version), ct)).ToSaved(http, Tag);

    // Changed counters are another representation; If-Match compares the version only.
    internal static string Tag(CommentView comment) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{comment.Version}-{comment.ReplyCount}-{comment.LikeCount}\"");
}
