using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>Does a queued action. Its outcome is stored in the record, so the job succeeds also when the action fails.</summary>
public sealed record PerformAction(Guid ActionId) : ICommand<int>, IOwnsTransaction, IRunsAsSystem;

public sealed class PerformActionHandler(IActionJournal journal, ActionRunner runner, TimeProvider clock)
    : ICommandHandler<PerformAction, int>
{
    public async Task<Result<int>> Handle(PerformAction command, CancellationToken ct)
    {
        var started = await journal.StartAsync(command.ActionId, ct);
        if (!started.IsSuccess)
        {
            return started.Error;
        }

        if (started.Value is { } action)
        {
            var now = clock.GetUtcNow();
            var view = new OperatorActionView(
                command.ActionId, action.Kind, action.Target, "", null, OperatorActionState.Running, now, now, null, null, null);
            await runner.RunAsync(view, t => runner.MaintainAsync(action.Kind, action.Target, t), ct);
        }

        return 0;
    }
}
