using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Common;
using Agora.Application.Notifications;
using Agora.Domain.Posts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Notifications;

internal static class NotificationEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        var mine = api.MapGroup("/notifications").WithTags("Notifications");
        mine.MapGet("/", List).WithName("ListNotifications");
        mine.MapGet("/summary", Summarize).WithName("GetNotificationSummary");
        mine.MapPost("/read", Read).WithName("ReadNotifications").AllowsBatch();
        api.MapPut("/posts/{postId:guid}/mute", Mute).WithTags("Notifications").WithName("MutePost").AllowsBatch();
        api.MapDelete("/posts/{postId:guid}/mute", Unmute).WithTags("Notifications").WithName("UnmutePost").AllowsBatch();
    }

    /// <param name="UpTo">The id of a notification: it and all before it. Either this or <c>ids</c>.</param>
    /// <param name="Ids">Up to 100 ids; those of others are passed over.</param>
    internal sealed record ReadRequest(Guid? UpTo = null, [property: MaxLength(PostRules.PageMax)] IReadOnlyList<Guid>? Ids = null);

    [EndpointSummary("List my notifications")]
    [EndpointDescription(
        "Latest first: comments on the caller's posts, replies to the caller's comments, mentions (`@username`), followers, likes and "
        + "decisions of moderators. Likes of one thing are one notification until it is read. What the caller may not see is left "
        + "out; a request looks at 1,000 notifications, so that a page may be shorter than `limit`, or empty, although `next` is set.")]
    private static async Task<Results<Ok<Page<NotificationView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("Only those that are not read.")] bool unread = false,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListNotifications(unread, limit, cursor), ct)).ToOk();

    [EndpointSummary("Count my unread notifications")]
    [EndpointDescription(
        "Counts what `GET /api/v1/notifications?unread=true` lists, up to 100, among the latest 1,000. Once a day, hidden ones that are "
        + "older than a day are marked as read, so that they do not stay among these.")]
    private static async Task<Results<Ok<NotificationSummary>, ProblemHttpResult>> Summarize(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetNotificationSummary(), ct)).ToOk();

    [EndpointSummary("Mark notifications as read")]
    [EndpointDescription(
        "Idempotent. `upTo` marks a notification and all before it, up to 10,000 at once; those that came since stay unread. Returns "
        + "how many are left.")]
    private static async Task<Results<Ok<NotificationSummary>, ProblemHttpResult>> Read(
        ReadRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReadNotifications(body.UpTo, body.Ids), ct)).ToOk();

    [EndpointSummary("Mute a post")]
    [EndpointDescription("Idempotent. The caller is no longer notified about the post and the comments below it.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Mute(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new MutePost(postId), ct)).ToNoContent();

    [EndpointSummary("Unmute a post")]
    [EndpointDescription("Idempotent: 204 also when it was not muted, or there is no such post.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Unmute(Guid postId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UnmutePost(postId), ct)).ToNoContent();
}
