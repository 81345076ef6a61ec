using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>
/// What a run of the maintenance would do now, without doing it. What an action brings about is not foreseen: a table that is vacuumed may
/// be found bloated only then. For admins.
/// </summary>
public sealed record PlanMaintenance : IQuery<MaintenancePlan>, IRunsAsSystem;

public sealed class PlanMaintenanceHandler(MaintenancePhases phases, MaintenanceSettings settings, TimeProvider clock)
    : IQueryHandler<PlanMaintenance, MaintenancePlan>
{
    public async Task<Result<MaintenancePlan>> Handle(PlanMaintenance query, CancellationToken ct)
    {
        var needs = new List<MaintenanceNeed>();
        foreach (var action in MaintenancePhases.All)
        {
            var found = await phases.FindAsync(action, ct);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            needs.AddRange(found.Value);
        }

        return new MaintenancePlan(MaintenanceWindow.Parse(settings.Window)?.IsOpen(clock.GetUtcNow()) != false, needs);
    }
}
