using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.Maintenance;
using Agora.Domain.Maintenance;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Maintenance;

internal static class ActionEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapActions(this IEndpointRouteBuilder api)
    {
        var actions = api.MapGroup("/database/actions").WithTags("Monitoring").AdminsOnly();
        actions.MapPost("/", Start).WithName("StartAction").FindsByBody().BypassesAdmissionControl().TrustsTokenInOutage();
        actions.MapGet("/", All).WithName("ListActions");
        actions.MapGet("/{actionId:guid}", Get).WithName("GetAction");
    }

    /// <param name="Reason">Why, for the record.</param>
    internal sealed record ActionRequest(
        OperatorActionKind Action,
        [property: StringLength(OperatorAction.ReasonMax, MinimumLength = 1)] string Reason)
    {
        /// <summary>Of cancel and terminate: the process id of the session.</summary>
        public int? Pid { get; init; }

        /// <summary>
        /// Of cancel and terminate: when the session began, as the probe `activity` shows it. Process ids are used again; with this, no
        /// other session is hit.
        /// </summary>
        public DateTimeOffset? SessionStartedAt { get; init; }

        /// <summary>Of cancel and terminate: whether the session of a migration may be hit.</summary>
        public bool IncludeMigration { get; init; }

        /// <summary>Of vacuum, analyze and reindex: the table with its schema, quoted where it has capitals or spaces.</summary>
        [AlternativeTo]
        public string? Table { get; init; }

        /// <summary>Of reindex: the index with its schema, instead of a table.</summary>
        [AlternativeTo]
        public string? Index { get; init; }
    }

    [EndpointSummary("Do something to the database server")]
    [EndpointDescription(
        "For admins. Runs as `ops_maintain`, over connections of its own, so that it works while the pool of requests is taken or tables "
        + "are locked. `cancel` (the statement of a session), `terminate` (the session) and `reset` (the statistics of statements) are "
        + "done when the response comes. `vacuum` (which analyzes too), `analyze` and `reindex` (concurrently) are queued as a job with "
        + "the id of the action: `GET /database/actions/{actionId}` tells its outcome, `POST /jobs/{jobId}/cancel` stops it. What would "
        + "wait for a lock gives up after 5 seconds with `maintenance.locked`. Never ended are processes of the server, standbys, sessions "
        + "of superusers and of other databases; that of a migration only with `includeMigration`. Each action is recorded before it "
        + "begins, also one that is then refused.")]
    private static async Task<Results<Created<OperatorActionView>, ProblemHttpResult>> Start(
        ActionRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(
            new StartAction(body.Action, body.Reason)
            {
                Pid = body.Pid,
                SessionStartedAt = body.SessionStartedAt,
                IncludeMigration = body.IncludeMigration,
                Table = body.Table,
                Index = body.Index,
            },
            ct)).Match<Results<Created<OperatorActionView>, ProblemHttpResult>>(
            action => TypedResults.Created($"/api/v1/database/actions/{action.Id}", action), error => Problems.From(error));

    [EndpointSummary("List what operators did to the database server")]
    [EndpointDescription("For admins. Newest first: what, who, why, and what became of it.")]
    private static async Task<Results<Ok<Page<OperatorActionView>>, ProblemHttpResult>> All(
        IMediator mediator,
        CancellationToken ct,
        [Description("Only actions of this kind.")] OperatorActionKind? action = null,
        [Description("Page size, 1 to 100."), Range(1, ListActions.LimitMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListActions(action, limit, cursor), ct)).ToOk();

    [EndpointSummary("Get what an operator did to the database server")]
    [EndpointDescription("For admins.")]
    private static async Task<Results<Ok<OperatorActionView>, ProblemHttpResult>> Get(
        Guid actionId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetAction(actionId), ct)).ToOk();
}
