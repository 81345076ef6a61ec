using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>
/// Maintains the database: what needs it, action by action, most needed first. Continues a run that was stopped before its end. No step
/// begins while the window is closed.
/// </summary>
public sealed record MaintainDatabase : ICommand<int>, IOwnsTransaction, IRunsAsSystem
{
    /// <summary>Whether the window does not matter.</summary>
    public bool AtAnyTime { get; init; }
}

public sealed class MaintainDatabaseHandler(
    IMaintenanceWork work, MaintenancePhases phases, IMaintenanceRuns runs, MaintenanceSettings settings, TimeProvider clock)
    : ICommandHandler<MaintainDatabase, int>
{
    public async Task<Result<int>> Handle(MaintainDatabase command, CancellationToken ct)
    {
        var turn = await work.TakeTurnAsync(ct);
        if (!turn.IsSuccess)
        {
            return turn.Error;
        }

        await using (turn.Value)
        {
            await runs.PurgeAsync(TimeSpan.FromDays(settings.KeepDays), ct);
            var run = await runs.OpenAsync(Guid.CreateVersion7(clock.GetUtcNow()), ct);
            try
            {
                if (await RunAsync(command, run, ct))
                {
                    await runs.FinishAsync(run.Id, ct);
                    return 0;
                }

                await runs.StopAsync(run.Id, MaintenanceStop.Window, CancellationToken.None);
                return 0;
            }
            catch (Exception)
            {
                // Stored also when the host is stopping: the next run continues from here.
                var stop = ct.IsCancellationRequested ? MaintenanceStop.Cancelled : MaintenanceStop.Failure;
                await runs.StopAsync(run.Id, stop, CancellationToken.None);
                throw;
            }
        }
    }

    /// <summary>False when the window closed.</summary>
    private async Task<bool> RunAsync(MaintainDatabase command, UnfinishedRun run, CancellationToken ct)
    {
        var window = command.AtAnyTime ? null : MaintenanceWindow.Parse(settings.Window);
        var steps = run.Left;
        for (var phase = run.Phase; ; phase++)
        {
            foreach (var step in steps)
            {
                if (window?.IsOpen(clock.GetUtcNow()) == false)
                {
                    return false;
                }

                await runs.BeginStepAsync(run.Id, step.Place, ct);
                var result = await phases.DoAsync(step.Need, ct);
                await runs.EndStepAsync(run.Id, step.Place, result, CancellationToken.None);
            }

            if (phase == MaintenancePhases.All.Count)
            {
                return true;
            }

            if (window?.IsOpen(clock.GetUtcNow()) == false)
            {
                return false;
            }

            steps = await PlanAsync(run.Id, phase, ct);
        }
    }

    /// <summary>What cannot be looked for is a step that failed, and holds up no other phase.</summary>
    private async Task<IReadOnlyList<PlannedStep>> PlanAsync(Guid runId, int phase, CancellationToken ct)
    {
        var action = MaintenancePhases.All[phase];
        var needs = await phases.FindAsync(action, ct);
        if (needs.IsSuccess)
        {
            return await runs.PlanAsync(runId, phase + 1, needs.Value, ct);
        }

        var unknown = new MaintenanceNeed(action, "all", "What needs it could not be found.", null, null, null);
        foreach (var step in await runs.PlanAsync(runId, phase + 1, [unknown], ct))
        {
            await runs.BeginStepAsync(runId, step.Place, ct);
            await runs.EndStepAsync(runId, step.Place, needs.Error, CancellationToken.None);
        }

        return [];
    }
}
