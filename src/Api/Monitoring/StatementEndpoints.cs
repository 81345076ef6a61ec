using Agora.Api.Http;
using Agora.Application.Monitoring;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Monitoring;

internal static class StatementEndpoints
{
    public static void MapStatements(this IEndpointRouteBuilder api) => api.MapGroup("/database/statements").WithTags("Monitoring")
        .AdminsOnly().MapPost("/{statementId}/explain", Explain).WithName("ExplainStatement");

    internal sealed record ExplainRequest
    {
        /// <summary>Whether to run the statement, in a transaction that is read-only, rolled back, and ends after five seconds.</summary>
        public bool Analyze { get; init; }

        /// <summary>The values of its parameters as texts, to run it with: at most 100.</summary>
        public IReadOnlyList<string?>? Parameters { get; init; }
    }

    [EndpointSummary("Explain a statement")]
    [EndpointDescription(
        "For admins. The plan of a statement that the probe `slow-statements` lists, with advice and the plans that were asked for before. "
        + "Without `analyze` it is the plan for any values, and nothing runs. Refused (400 `monitoring.explain_refused`) for what the "
        + "server does not explain or, with `analyze`, for what changes data.")]
    private static async Task<Results<Ok<StatementPlan>, ProblemHttpResult>> Explain(
        string statementId, ExplainRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ExplainStatement(statementId, body.Parameters ?? [], body.Analyze), ct)).ToOk();
}
