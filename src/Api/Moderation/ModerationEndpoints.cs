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
        moderation.MapPost("/cases/{caseId:guid}/claim", Claim).WithName("ClaimCase").AllowsBatch().RequireAuthorization(Access.Moderator).AcceptsIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/release", Release).WithName("ReleaseCase").AllowsBatch().RequireAuthorization(Access.Moderator).AcceptsIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/approve", Approve).WithName("ApproveCase").AllowsBatch().RequireAuthorization(Access.Moderator)
            .RequiresIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/reject", Reject).WithName("RejectCase").AllowsBatch().RequireAuthorization(Access.Moderator)
            .RequiresIfMatch();
        moderation.MapPost("/cases/{caseId:guid}/appeal", Appeal).WithName("AppealCase").AllowsBatch().AcceptsIfMatch();
        moderation.MapGet("/settings", Settings).WithName("GetModerationSettings").RequireAuthorization(Access.Moderator);
        moderation.MapPatch("/settings", UpdateSettings).WithName("UpdateModerationSettings").AdminsOnly();
        api.MapModerationLists(moderation);
    }

    /// <param name="Note">What the category does not say; moderators read it.</param>
    internal sealed record FlagRequest(
        FlagCategory Category,
        [property: StringLength(ModerationRules.NoteMax, MinimumLength = 1)] string? Note = null);

    /// <param name="Reason">For the author.</param>
    internal sealed record ApproveRequest([property: StringLength(ModerationRules.ReasonMax, MinimumLength = 1)] string Reason);

    /// <param name="Reason">For the author.</param>
    /// <param name="Category">What it is, when the flags said something else.</param>
    internal sealed record RejectRequest(
        [property: StringLength(ModerationRules.ReasonMax, MinimumLength = 1)] string Reason,
        FlagCategory? Category = null);

    /// <param name="Text">Why it should be shown.</param>
    internal sealed record AppealRequest([property: StringLength(ModerationRules.AppealMax, MinimumLength = 1)] string Text);

    internal sealed record SettingsRequest
    {
        /// <summary>Flags since the last decision that hide something before a moderator looks; 0 for never.</summary>
        [Range(0, ModerationRules.HideAfterFlagsMax)]
        public Optional<int> HideAfterFlags { get; init; }
    }

    [EndpointSummary("Flag a post")]
    [EndpointDescription("Once a person. When enough people flag something it is hidden until a moderator has looked.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> FlagPost(
        Guid postId, FlagRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FlagContent(postId, null, body.Category, body.Note), ct)).ToNoContent();

    [EndpointSummary("Flag a comment")]
    [EndpointDescription("Once a person. When enough people flag something it is hidden until a moderator has looked.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> FlagComment(
        Guid commentId, FlagRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FlagContent(null, commentId, body.Category, body.Note), ct)).ToNoContent();

    [EndpointSummary("Read a case")]
    [EndpointDescription(
        "For moderators, except when it is about what they wrote themselves (403 `moderation.own_content`; they read it at `/moderation/mine`). "
        + "Who flagged it and why is a list of its own, `/flags` below it. The ETag is what a decision names in If-Match; "
        + "it changes when the content is edited.")]
    private static async Task<Results<Ok<CaseView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetCase(caseId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Take a case, so that nobody else works on it")]
    [EndpointDescription(
        "For moderators. One that another moderator has is refused (409 `moderation.claimed`), but for an admin, who takes it over. "
        + "Nobody takes what is about themselves (403 `moderation.own_content`), or what is decided (409 `moderation.decided`).")]
    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Claim(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AssignCase(caseId, Take: true, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Let go of a case")]
    [EndpointDescription("For the moderator who has it, and admins. It keeps its place in the queue.")]
    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Release(
        Guid caseId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AssignCase(caseId, Take: false, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Approve what was flagged, which shows it")]
    [EndpointDescription(
        "For moderators, on an open case, an appeal, or a rejection that was wrong, whose strike is taken back unless the content was edited since. "
        + "If-Match names the version of the case that was read: when the case or its content was changed since, or another decision was first, "
        + "the answer is 412 `moderation.case_changed_meanwhile`. The post has the status that it had before it was hidden. "
        + "The author reads the reason. Who rejected does not hear the appeal (403 `moderation.same_moderator`), and nobody decides about themselves (403 `moderation.own_content`).")]
    private static Task<Results<Ok<CaseView>, ProblemHttpResult>> Approve(
        Guid caseId, ApproveRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DecideAsync(mediator, http, version => new DecideCase(caseId, version, Approve: true, body.Reason, null), ct);

    [EndpointSummary("Reject what was flagged, which hides it and gives its author a strike")]
    [EndpointDescription(
        "For moderators; a case need not be taken before, but not by another (409 `moderation.claimed`). "
        + "If-Match names the version of the case that was read, as for an approval. When its author edits what was rejected, the case is open again. "
        + "Only the author and staff still read the post or comment. The author reads the reason at `/api/v1/moderation/mine` and may appeal once; "
        + "the public log tells of it without a name. Nobody decides about themselves (403 `moderation.own_content`).")]
    private static Task<Results<Ok<CaseView>, ProblemHttpResult>> Reject(
        Guid caseId, RejectRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DecideAsync(mediator, http, version => new DecideCase(caseId, version, Approve: false, body.Reason, body.Category), ct);

    [EndpointSummary("Appeal against a rejection")]
    [EndpointDescription("The author may, once. Another moderator looks again; an approval takes the strike back.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Appeal(
        Guid caseId, AppealRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new AppealCase(caseId, body.Text, version), ct)).ToNoContent();

    [EndpointSummary("Read how moderation works here")]
    [EndpointDescription("For moderators.")]
    private static async Task<Results<Ok<ModerationSettingsView>, StatusCodeHttpResult, ProblemHttpResult>> Settings(
        IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetModerationSettings(), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Change how moderation works here")]
    [EndpointDescription("For admins. It counts from the next flag on.")]
    private static async Task<Results<Ok<ModerationSettingsView>, ProblemHttpResult>> UpdateSettings(
        SettingsRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(http, version => new UpdateModerationSettings(version) { HideAfterFlags = body.HideAfterFlags }, new GetModerationSettings(), Tag, ct)).ToSaved(http, Tag);

    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> DecideAsync(
        IMediator mediator, HttpContext http, Func<int, DecideCase> decision, CancellationToken ct) =>
        (await mediator.DecideAsync(http, decision, ct)).ToSaved(http, Tag);

    /// <summary>Flags change what is shown and not what a decision is based on, so their number stands behind the version.</summary>
    private static string Tag(CaseView found) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{found.Version}-{found.FlagCount}\"");

    private static string Tag(ModerationSettingsView settings) => Preconditions.ETag(settings.Version);
}
