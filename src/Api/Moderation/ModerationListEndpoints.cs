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

    private const string LimitHelp = "Page size, 1 to 100.", CursorHelp = "The `next` of the previous page.";

    public static void MapModerationLists(this IEndpointRouteBuilder api, IEndpointRouteBuilder moderation)
    {
        moderation.MapGet("/cases", Queue).WithName("ListCases").RequireAuthorization(Access.Moderator);
        moderation.MapGet("/cases/{caseId:guid}/flags", Flags).WithName("ListCaseFlags").RequireAuthorization(Access.Moderator);
        moderation.MapGet("/mine", Own).WithName("ListOwnCases");
        moderation.MapGet("/log", Log).WithName("ListModerationLog").AllowAnonymous();
        api.MapGet("/users/{userId:guid}/strikes", Strikes).WithTags("Moderation").WithName("ListStrikes");
    }

    [EndpointSummary("List moderation cases")]
    [EndpointDescription(
        "Longest waiting first. For moderators, without cases about their own content. Lists open cases by default; appealed "
        + "cases have a status of their own. New flags on decided content, and an edit of rejected content, put the case at the end "
        + "of the queue.")]
    private static async Task<Results<Ok<Page<CaseView>>, ProblemHttpResult>> Queue(
        IMediator mediator,
        CancellationToken ct,
        [Description("`open` and `appealed` cases wait for a moderator.")] CaseStatus status = CaseStatus.Open,
        [Description("The kind of content.")] CaseSubject? subject = null,
        [Description("The category of the flags.")] FlagCategory? category = null,
        [Description("Who claimed the case.")] AssigneeFilter assignee = AssigneeFilter.Anybody,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null,
        [Description(CountModes.Help)] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListCases(status, subject, category, assignee, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("List the flags of a case")]
    [EndpointDescription(
        "Oldest first. For moderators, except about their own content (403 `moderation.own_content`): an author never learns who "
        + "flagged.")]
    private static async Task<Results<Ok<Page<FlagView>>, ProblemHttpResult>> Flags(
        Guid caseId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListCaseFlags(caseId, limit, cursor), ct)).ToOk();

    [EndpointSummary("List cases about my content")]
    [EndpointDescription("Newest first. Shows the decision and its reason, which an appeal needs, but not who flagged and who decided.")]
    private static async Task<Results<Ok<Page<OwnCase>>, ProblemHttpResult>> Own(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListOwnCases(limit, cursor), ct)).ToOk();

    [EndpointSummary("List the moderation log")]
    [EndpointDescription("Newest first. Available to everyone: entries name no user and hold no text.")]
    private static async Task<Results<Ok<Page<LogEntry>>, ProblemHttpResult>> Log(
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListModerationLog(limit, cursor), ct)).ToOk();

    [EndpointSummary("List the strikes of a user")]
    [EndpointDescription("Newest first. For that user and moderators.")]
    private static async Task<Results<Ok<Page<StrikeView>>, ProblemHttpResult>> Strikes(
        Guid userId,
        IMediator mediator,
        CancellationToken ct,
        [Description(LimitHelp), Range(1, ModerationRules.PageMax)] int limit = DefaultLimit,
        [Description(CursorHelp)] string? cursor = null) =>
        (await mediator.Send(new ListStrikes(userId, limit, cursor), ct)).ToOk();
}
