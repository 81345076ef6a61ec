using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>What an operator did to the database server.</summary>
/// <param name="Id">Also the id of the job of a slow action: <c>POST /jobs/{id}/cancel</c> stops it.</param>
/// <param name="Target">As it was named: a process, a table, an index.</param>
/// <param name="ActorId">The admin; null for an operator at the server.</param>
/// <param name="StartedAt">Null while it waits for a worker.</param>
/// <param name="ErrorCode">Why it failed.</param>
/// <param name="Detail">What was done, or why it failed.</param>
public sealed record OperatorActionView(
    Guid Id,
    OperatorActionKind Action,
    string Target,
    string Reason,
    Guid? ActorId,
    OperatorActionState State,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? ErrorCode,
    string? Detail)
{
    /// <summary>From start to end.</summary>
    public double? Milliseconds => (FinishedAt - StartedAt)?.TotalMilliseconds;
}
