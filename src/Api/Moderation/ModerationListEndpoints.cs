using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Moderation;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Moderation;

internal static class ModerationListEndpoints
{
    private const int DefaultLimit = 20;

    private const string LimitHelp = "Rows wanted, 1 to 100.", CursorHelp = "The `next` of an earlier page.";

    public static void MapModerationLists(this IEndpointRouteBuilder api, IEndpointRouteBuilder moderation)
    {
        moderation.MapGet("/cases", Queue).WithName("ListCases").RequireAuthorization(Access.Moderator);
        moderation.MapGet("/cases/{caseId:guid}/flags", Flags).WithName("ListCaseFlags").RequireAuthorization(Access.Moderator);
        moderation.MapGet("/mine", Own).WithName("ListOwnCases");
        moderation.MapGet("/log", Log).WithName("ListModerationLog").AllowAnonymous();
        api.MapGet("/users/{userId:guid}/strikes", Strikes).WithTags("Moderation").WithName("ListStrikes");
    }

    [EndpointSummary("List cases, what waits longest first")]
    [EndpointDescription(
        "For moderators, without the cases about what they wrote themselves. Open cases, where nothing else is asked for; appeals are a status of "
        + "their own. New flags on something decided, and an edit of something rejected, put its case at the end of the queue.")]
    private static async Task<Results<Ok<Page<CaseView>>, ProblemHttpResult>> Queue(
        IMediator mediator,
        CancellationToken ct,
        [Description("`open` and `appealed` wait for a moderator.")] CaseStatus status = CaseStatus.Open,
        [Description("What the cases are about.")] CaseSubject? subject = null,
        [Description("What is wrong.")] FlagCategory? category = null,
        [Description("Whose cases.")] AssigneeFilter assignee = AssigneeFilter.Anybody,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListCases(status, subject, category, assignee, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List who flagged it and why, oldest first")]
    [EndpointDescription(
        "For moderators who did not write what the case is about (403 `moderation.own_content`): an author never learns who flagged.")]
    private static async Task<Results<Ok<Page<FlagView>>, ProblemHttpResult>> Flags(
        Guid caseId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListCaseFlags(caseId, limit, cursor), ct)).ToOk();

    [EndpointSummary("List the cases about what one wrote, newest first")]
    [EndpointDescription("Says what was decided and why, which an appeal needs; not who flagged and who decided.")]
    private static async Task<Results<Ok<Page<OwnCase>>, ProblemHttpResult>> Own(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListOwnCases(limit, cursor), ct)).ToOk();

    [EndpointSummary("Read what moderation did, newest first")]
    [EndpointDescription("For everyone: it names no person and holds no text.")]
    private static async Task<Results<Ok<Page<LogEntry>>, ProblemHttpResult>> Log(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListModerationLog(limit, cursor), ct)).ToOk();

    [EndpointSummary("List the strikes of a person, newest first")]
    [EndpointDescription("For that person and moderators.")]
    private static async Task<Results<Ok<Page<StrikeView>>, ProblemHttpResult>> Strikes(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListStrikes(userId, limit, cursor), ct)).ToOk();
}
