using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using MediatR;

namespace Agora.Application.Maintenance;

/// <summary>What each action finds and does: purges by the commands of their jobs, all else by the role that maintains.</summary>
public sealed class MaintenancePhases(IMaintenanceWork work, JobKinds kinds, IMediator mediator, IUnitOfWork unitOfWork)
{
    public static readonly IReadOnlyList<MaintenanceAction> All = Enum.GetValues<MaintenanceAction>();

    public async Task<Result<IReadOnlyList<MaintenanceNeed>>> FindAsync(MaintenanceAction action, CancellationToken ct)
    {
        if (action != MaintenanceAction.Purge)
        {
            return await work.FindAsync(action, ct);
        }

        var needs = new List<MaintenanceNeed>();
        foreach (var kind in kinds.All.Where(kind => kind.CleansUp))
        {
            // The purge itself, rolled back: what it would delete first is counted by its own rule.
            var rows = await unitOfWork.ExecuteAsync(t => mediator.Send(kind.Read("{}")!, t), static _ => false, ct);
            if (rows is { IsSuccess: true, Value: > 0 })
            {
                needs.Add(new MaintenanceNeed(
                    action, kind.Name, $"{rows.Value} or more rows were kept for their time", null, null, rows.Value));
            }
        }

        return needs;
    }

    public async Task<Result<StepResult>> DoAsync(MaintenanceNeed need, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(need);
        if (need.Action != MaintenanceAction.Purge)
        {
            return await work.DoAsync(need, ct);
        }

        if (kinds.Find(need.Target) is not { } kind)
        {
            return new StepResult(IsMended: true, null, null, null, "This release has no such purge.");
        }

        long deleted = 0;
        while (true)
        {
            var rows = await mediator.Send(kind.Read("{}")!, ct);
            if (!rows.IsSuccess)
            {
                return rows.Error;
            }

            deleted += rows.Value;
            if (rows.Value == 0)
            {
                return new StepResult(IsMended: true, null, null, Rows: 0, $"{deleted} rows were deleted.");
            }
        }
    }
}
