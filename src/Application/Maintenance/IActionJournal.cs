using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <param name="Actor">Without an account for an operator at the server.</param>
/// <param name="IsQueued">Whether a worker does it later.</param>
public sealed record NewAction(Guid Id, OperatorActionKind Kind, string Target, string Reason, Actor Actor, bool IsQueued);

public sealed record StartedAction(OperatorActionKind Kind, string Target);

/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Detail">What was done.</param>
public sealed record ActionEnd(OperatorActionState State, Error? Error, string? Detail);

/// <summary>The record of actions, written over the connections that act, so that it can be while the pool of requests is taken.</summary>
public interface IActionJournal
{
    /// <summary>Before the action. Refuses an actor who has lost the rights of the token. Answers the time of the database.</summary>
    Task<Result<DateTimeOffset>> BeginAsync(NewAction action, CancellationToken ct);

    /// <summary>A worker begins a queued action. Null when it is finished.</summary>
    Task<Result<StartedAction?>> StartAsync(Guid actionId, CancellationToken ct);

    /// <summary>After the action. Answers the time of the database; null when it has an outcome already.</summary>
    Task<Result<DateTimeOffset?>> EndAsync(Guid actionId, ActionEnd end, CancellationToken ct);
}

/// <summary>The record of actions, for admins.</summary>
public interface IActionRecords
{
    /// <summary>Newest first, from before an id.</summary>
    Task<IReadOnlyList<OperatorActionView>> ListAsync(OperatorActionKind? kind, Guid before, int limit, CancellationToken ct);

    Task<OperatorActionView?> FindAsync(Guid actionId, CancellationToken ct);
}
