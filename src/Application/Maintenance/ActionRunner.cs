using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>Acts, and stores what became of it, also when it is cancelled.</summary>
public sealed class ActionRunner(IServerMaintenance server, IActionJournal journal)
{
    /// <param name="action">Its row is there.</param>
    /// <param name="act">Answers what was done, for people.</param>
    public async Task<Result<OperatorActionView>> RunAsync(
        OperatorActionView action, Func<CancellationToken, Task<Result<string>>> act, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(act);
        Result<string> result;
        try
        {
            result = await act(ct);
        }
        catch (Exception exception)
        {
            // Stored even when the host is stopping or the caller has gone.
            await journal.EndAsync(
                action.Id,
                ct.IsCancellationRequested ? new ActionEnd(OperatorActionState.Cancelled, null, null) : Failed(exception),
                CancellationToken.None);
            throw;
        }

        var end = result.IsSuccess ? new ActionEnd(OperatorActionState.Succeeded, null, result.Value) : Failed(result.Error);
        var stored = await journal.EndAsync(action.Id, end, CancellationToken.None);
        if (!result.IsSuccess)
        {
            return result.Error;
        }

        return stored.Then<OperatorActionView>(at => action with { State = end.State, FinishedAt = at, Detail = end.Detail });
    }

    /// <summary>Vacuums, analyzes or reindexes the target of a record.</summary>
    public async Task<Result<string>> MaintainAsync(OperatorActionKind kind, string target, CancellationToken ct) =>
        await (await FindAsync(target, ct)).ThenAsync(async relation =>
        {
            var done = kind switch
            {
                OperatorActionKind.Vacuum => await server.VacuumAsync(relation, ct),
                OperatorActionKind.Analyze => await server.AnalyzeAsync(relation, ct),
                OperatorActionKind.Reindex => await server.ReindexAsync(relation, ct),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            };
            return done.Then<string>(_ => $"{kind} of {relation.Name} is done.");
        });

    public Task<Result<ServerRelation>> FindAsync(string target, CancellationToken ct)
    {
        var (isIndex, name) = ActionTarget.Read(target);
        return isIndex ? server.FindIndexAsync(name, ct) : server.FindTableAsync(name, ct);
    }

    internal static ActionEnd Failed(Error error) => new(OperatorActionState.Failed, error, error.Message);

    internal static ActionEnd Failed(Exception exception) => exception is DependencyException { Error: var error }
        ? Failed(error)
        : new ActionEnd(
            OperatorActionState.Failed, Error.Invalid("maintenance.exception", exception.GetType().Name), exception.GetType().Name);
}
