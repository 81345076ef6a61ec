using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Moderation;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Moderation;

internal static class ModerationEndpoints
{
    public static void MapModeration(this IEndpointRouteBuilder api)
    {
        api.MapPost("/posts/{postId:guid}/flags", FlagPost).WithTags("Moderation").WithName("FlagPost").AllowsBatch();
        api.MapPost("/comments/{commentId:guid}/flags", FlagComment).WithTags("Moderation").WithName("FlagComment").AllowsBatch();

        var moderation = api.MapGroup("/moderation").WithTags("Moderation");
        moderation.MapGet("/cases/{caseId:guid}", Get).WithName("GetCase").RequireAuthorization(Access.Moderator);
        moderation.MapPost("/cases/{caseId:guid}/claim", Claim)
            .WithName("ClaimCase")
            .AllowsBatch()
            .RequireAuthorization(Access.Moderator)
            .AcceptsIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/release", Release)
            .WithName("ReleaseCase")
            .AllowsBatch()
            .RequireAuthorization(Access.Moderator)
            .AcceptsIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/approve", Approve)
            .WithName("ApproveCase")
            .AllowsBatch()
            .RequireAuthorization(Access.Moderator)
            .RequiresIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/reject", Reject)
            .WithName("RejectCase")
            .AllowsBatch()
            .RequireAuthorization(Access.Moderator)
            .RequiresIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/appeal", Appeal).WithName("AppealCase").AllowsBatch().AcceptsIfMatch();
        moderation.MapGet("/settings", Settings).WithName("GetModerationSettings").RequireAuthorization(Access.Moderator);
        moderation.MapPatch("/settings", UpdateSettings).WithName("UpdateModerationSettings").AdminsOnly();
        api.MapModerationLists(moderation);
    }

    /// <param name="Note">Details for moderators.</param>
    internal sealed record FlagRequest(
        FlagCategory Category,
        [property: StringLength(ModerationRules.NoteMax, MinimumLength = 1)] string? Note = null);

    /// <param name="Reason">For the author.</param>
    internal sealed record ApproveRequest([property: StringLength(ModerationRules.ReasonMax, MinimumLength = 1)] string Reason);

    /// <param name="Reason">For the author.</param>
    /// <param name="Category">The correct category, when the flags named another.</param>
    internal sealed record RejectRequest(
        [property: StringLength(ModerationRules.ReasonMax, MinimumLength = 1)] string Reason,
        FlagCategory? Category = null);

    /// <param name="Text">Why the content should be visible.</param>
    internal sealed record AppealRequest([property: StringLength(ModerationRules.AppealMax, MinimumLength = 1)] string Text);

    internal sealed record SettingsRequest
    {
        /// <summary>Flags since the last decision that hide content until a moderator decides; 0 for never.</summary>
        [Range(0, ModerationRules.HideAfterFlagsMax)]
        public Optional<int> HideAfterFlags { get; init; }
    }

    [EndpointSummary("Flag a post")]
    [EndpointDescription("Once per user. When enough users flag it, the post is hidden until a moderator decides.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> FlagPost(
        Guid postId, FlagRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FlagContent(postId, null, body.Category, body.Note), ct)).ToNoContent();

    [EndpointSummary("Flag a comment")]
    [EndpointDescription("Once per user. When enough users flag it, the comment is hidden until a moderator decides.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> FlagComment(
        Guid commentId, FlagRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FlagContent(null, commentId, body.Category, body.Note), ct)).ToNoContent();

    [EndpointSummary("Get a moderation case")]
    [EndpointDescription(
        "For moderators, except a case about their own content (403 `moderation.own_content`; they read it at "
        + "`/moderation/mine`). The flags are listed at `/flags` below the case. A decision names the ETag in If-Match; it changes "
        + "when the content is edited.")]
    private static async Task<Results<Ok<CaseView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetCase(caseId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Claim a case")]
    [EndpointDescription(
        "For moderators. A case that another moderator claimed is refused (409 `moderation.claimed`), except for admins, who take "
        + "it over. A case about the caller's own content (403 `moderation.own_content`) and a decided case (409 "
        + "`moderation.decided`) are refused, and an appeal to the moderator who rejected (403 `moderation.same_moderator`).")]
    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Claim(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AssignCase(caseId, Take: true, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Release a case")]
    [EndpointDescription("For the moderator who claimed it, and admins. The case keeps its place in the queue.")]
    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Release(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AssignCase(caseId, Take: false, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Approve flagged content")]
    [EndpointDescription(
        "For moderators, on an open case, an appeal or a wrong rejection. Approving a rejected case revokes its strike unless the "
        + "content was edited since. If-Match names the version of the case that was read: when the case or its content has changed "
        + "since, or another decision came first, the response is 412 `moderation.case_changed_meanwhile`. The post gets back the "
        + "status that it had before it was hidden. The author can read the reason. The moderator who rejected the content cannot "
        + "decide the appeal (403 `moderation.same_moderator`), and moderators cannot decide about their own content (403 "
        + "`moderation.own_content`).")]
    private static Task<Results<Ok<CaseView>, ProblemHttpResult>> Approve(
        Guid caseId, ApproveRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DecideAsync(mediator, http, version => new DecideCase(caseId, version, Approve: true, body.Reason, null), ct);

    [EndpointSummary("Reject flagged content")]
    [EndpointDescription(
        "For moderators. Hides the content and gives its author a strike. The case need not be claimed, but must not be claimed "
        + "by another moderator (409 `moderation.claimed`). If-Match names the version of the case that was read, as for an "
        + "approval. When the author edits rejected content, the case opens again. Only the author and staff can still read the "
        + "content. The author reads the reason at `/api/v1/moderation/mine` and may appeal once; the public log shows the "
        + "rejection without a name. Moderators cannot decide about their own content (403 `moderation.own_content`).")]
    private static Task<Results<Ok<CaseView>, ProblemHttpResult>> Reject(
        Guid caseId, RejectRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DecideAsync(mediator, http, version => new DecideCase(caseId, version, Approve: false, body.Reason, body.Category), ct);

    [EndpointSummary("Appeal a rejection")]
    [EndpointDescription("For the author, once. Another moderator decides; an approval revokes the strike.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Appeal(
        Guid caseId, AppealRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AppealCase(caseId, body.Text, version), ct)).ToNoContent();

    [EndpointSummary("Get the moderation settings")]
    [EndpointDescription("For moderators.")]
    private static async Task<Results<Ok<ModerationSettingsView>, StatusCodeHttpResult, ProblemHttpResult>> Settings(
        IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetModerationSettings(), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update the moderation settings")]
    [EndpointDescription("For admins. Takes effect with the next flag.")]
    private static async Task<Results<Ok<ModerationSettingsView>, ProblemHttpResult>> UpdateSettings(
        SettingsRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(
            http,
            version => new UpdateModerationSettings(version) { HideAfterFlags = body.HideAfterFlags },
            new GetModerationSettings(),
            Tag,
            ct)).ToSaved(http, Tag);

    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> DecideAsync(
        IMediator mediator, HttpContext http, Func<int, DecideCase> decision, CancellationToken ct) =>
        (await mediator.DecideAsync(http, decision, ct)).ToSaved(http, Tag);

    /// <summary>Flags change the representation, not the version that a decision names.</summary>
    private static string Tag(CaseView found) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{found.Version}-{found.FlagCount}\"");

    private static string Tag(ModerationSettingsView settings) => Preconditions.ETag(settings.Version);
}
