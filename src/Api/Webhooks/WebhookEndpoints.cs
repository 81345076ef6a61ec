using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.EventLog;
using Agora.Api.Http;
using Agora.Api.Idempotency;
using Agora.Application.Common;
using Agora.Application.Webhooks;
using Agora.Domain.Posts;
using Agora.Domain.Webhooks;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Webhooks;

internal static class WebhookEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        // Responses with secrets are not stored for replays of a request.
        webhooks.MapPost("/", Create).WithName("CreateWebhook").WithoutIdempotencyKey();
        webhooks.MapGet("/", List).WithName("ListWebhooks");
        webhooks.MapGet("/{webhookId:guid}", Get).WithName("GetWebhook");
        webhooks.MapPatch("/{webhookId:guid}", Update).WithName("UpdateWebhook");
        webhooks.MapDelete("/{webhookId:guid}", Delete).WithName("DeleteWebhook").AcceptsIfMatch();
        webhooks.MapPost("/{webhookId:guid}/rotate-secret", Rotate).WithName("RotateWebhookSecret").WithoutIdempotencyKey();
        webhooks.MapPost("/{webhookId:guid}/test", Test).WithName("TestWebhook");
        webhooks.MapGet("/{webhookId:guid}/deliveries", Deliveries).WithName("ListWebhookDeliveries");
        webhooks.MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/replay", ReplayDelivery).WithName("ReplayWebhookDelivery");
        webhooks.MapPost("/{webhookId:guid}/replay", Replay).WithName("ReplayWebhook")
            .WithMetadata(new ReadsFromPosition());
    }

    /// <param name="EventTypes">`*`, all of a kind such as `post.*`, or types such as `post.published`.</param>
    /// <param name="AuthorId">Only events of this user, but for what is gone: it is not said whose it was, except to the author.</param>
    /// <param name="PostId">Only events about this post and what is below it.</param>
    internal sealed record CreateWebhookRequest(
        [property: StringLength(WebhookAddressRules.LengthMax, MinimumLength = 1)] string Url,
        IReadOnlyList<string> EventTypes,
        Guid? AuthorId = null,
        Guid? PostId = null,
        [property: StringLength(280, MinimumLength = 1)] string? Description = null,
        bool IsActive = true);

    internal sealed record UpdateWebhookRequest
    {
        [StringLength(WebhookAddressRules.LengthMax, MinimumLength = 1)]
        public Optional<string> Url { get; init; }

        public Optional<IReadOnlyList<string>> EventTypes { get; init; }

        /// <summary>Null for events of everyone.</summary>
        public Optional<Guid?> AuthorId { get; init; }

        /// <summary>Null for events about everything.</summary>
        public Optional<Guid?> PostId { get; init; }

        /// <summary>Null removes it.</summary>
        [StringLength(280, MinimumLength = 1)]
        public Optional<string?> Description { get; init; }

        public Optional<bool> IsActive { get; init; }
    }

    /// <param name="After">The `position` of a delivery, or of the previous replay; `0-0` for the oldest event that is kept.</param>
    internal sealed record ReplayWebhookRequest(string After);

    [EndpointSummary("Create a webhook")]
    [EndpointDescription(
        "Subscribes the caller to events from now on; they are posted to `url` as the caller may see them then. The `secret` verifies "
        + "signatures (Standard Webhooks) and is shown in this response only. The address must be https and on the public internet (400 "
        + "`webhook.url_refused`). The number of webhooks is limited (409 `webhook.limit_reached`).")]
    private static async Task<Results<Created<CreatedWebhook>, ProblemHttpResult>> Create(
        CreateWebhookRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var choice = new WebhookChoice(body.Url, body.EventTypes, body.AuthorId, body.PostId, body.Description, body.IsActive);
        var created = await mediator.Send(new CreateWebhook(choice), ct);
        return created.ToCreated(http, Tag, webhook => $"/api/v1/webhooks/{webhook.Id}");
    }

    [EndpointSummary("List my webhooks")]
    [EndpointDescription("Latest first. No secret is shown.")]
    private static async Task<Results<Ok<Page<WebhookView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListWebhooks(limit, cursor), ct)).ToOk();

    [EndpointSummary("Get a webhook")]
    [EndpointDescription(
        "For its owner. `ended` says why Agora disabled it: `gone` after a 410, `failing` after days without a success, `backlog` when "
        + "too many deliveries waited. Those are dropped then; a replay after the `position` of a delivery brings them.")]
    private static async Task<Results<Ok<WebhookView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid webhookId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetWebhook(webhookId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update a webhook")]
    [EndpointDescription(
        "For its owner. While `isActive` is false, no event is queued and what waits is kept for 14 days, unless the operator sets another "
        + "term. Activating it begins with the events from "
        + "then on; a replay brings those in between.")]
    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Update(
        Guid webhookId, UpdateWebhookRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(
            http,
            version => new UpdateWebhook(webhookId, version)
            {
                Url = body.Url,
                EventTypes = body.EventTypes,
                AuthorId = body.AuthorId,
                PostId = body.PostId,
                Description = body.Description,
                IsActive = body.IsActive,
            },
            new GetWebhook(webhookId),
            Tag,
            ct)).ToSaved(http, Tag);

    [EndpointSummary("Delete a webhook")]
    [EndpointDescription(
        "For its owner. It and its deliveries are hidden at once, and deleted by an hourly job; what waits is not delivered.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid webhookId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new DeleteWebhook(webhookId, version), ct)).ToNoContent();

    [EndpointSummary("Rotate the secret of a webhook")]
    [EndpointDescription(
        "For its owner. The new secret is shown in this response only. Until `formerSignsUntil` each delivery has a signature by either "
        + "secret.")]
    private static async Task<Results<Ok<RotatedSecret>, ProblemHttpResult>> Rotate(
        Guid webhookId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RotateWebhookSecret(webhookId), ct)).ToOk();

    [EndpointSummary("Test a webhook")]
    [EndpointDescription(
        "For its owner. Queues a delivery of the type `webhook.test`; an inactive webhook is not found. While too many deliveries wait, it "
        + "is 409 `webhook.too_many_waiting`.")]
    private static async Task<Results<Accepted, ProblemHttpResult>> Test(Guid webhookId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new TestWebhook(webhookId), ct)).ToAccepted();

    [EndpointSummary("List the deliveries of a webhook")]
    [EndpointDescription(
        "For its owner, latest first: what was attempted at least once. `waiting` deliveries without `nextAttemptAt` are "
        + "being attempted, or wait behind an earlier one of the same subject. `dead`: every attempt failed, or the server does not allow "
        + "the address any more. They are kept for 14 days unless the operator sets another term.")]
    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> Deliveries(
        Guid webhookId,
        IMediator mediator,
        CancellationToken ct,
        [Description("Only deliveries in this state.")] DeliveryState? state = null,
        [Description(LimitHelp), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListWebhookDeliveries(webhookId, state, limit, cursor), ct)).ToOk();

    [EndpointSummary("Replay a delivery")]
    [EndpointDescription(
        "For the owner of the webhook. The delivery is attempted once more under the same `webhook-id`. One that has not ended is 409 "
        + "`webhook.delivery_waiting`; while too many deliveries wait, it is 409 `webhook.too_many_waiting`. Of an inactive webhook "
        + "none is found.")]
    private static async Task<Results<Accepted, ProblemHttpResult>> ReplayDelivery(
        Guid webhookId, Guid deliveryId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReplayWebhookDelivery(webhookId, deliveryId), ct)).ToAccepted();

    [EndpointSummary("Replay the events after a position")]
    [EndpointDescription(
        "For the owner of the webhook. Queues what it is subscribed to among the next 500 events of the log, also what was delivered "
        + "before, under the same ids. Send the `position` of the response as `after` to continue; the same position again is the end. "
        + "While too many deliveries wait, it is 409 `webhook.too_many_waiting`; an inactive webhook is not found. A position before the "
        + "oldest event that is kept is 410 `event.position_expired`; `0-0` begins with that event.")]
    private static async Task<Results<Ok<ReplayedRange>, ProblemHttpResult>> Replay(
        Guid webhookId, ReplayWebhookRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ReplayWebhook(webhookId, body.After), ct)).ToOk();

    private static string Tag(WebhookView webhook) => string.Create(CultureInfo.InvariantCulture, $"\"{webhook.Version}\"");
}
