using Agora.Domain.Common;
using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>What needs maintenance, and why.</summary>
/// <param name="Target">A table or an index with its schema, or a kind of job that purges.</param>
/// <param name="Bytes">Its size, where that is what matters.</param>
/// <param name="Factor">Times as large as its rows need; null where bloat is not the reason.</param>
/// <param name="Rows">Dead rows, changed rows, or rows to purge.</param>
public sealed record MaintenanceNeed(MaintenanceAction Action, string Target, string Reason, long? Bytes, double? Factor, long? Rows);

/// <param name="IsMended">Whether the reason is gone.</param>
/// <param name="Detail">What is left and why, where something is.</param>
public sealed record StepResult(bool IsMended, long? Bytes, double? Factor, long? Rows, string? Detail);

/// <summary>Looks for what needs maintenance and does it, as the role that maintains.</summary>
public interface IMaintenanceWork
{
    /// <summary>Until it is disposed no other run begins. Refused while another one holds it.</summary>
    Task<Result<IAsyncDisposable>> TakeTurnAsync(CancellationToken ct);

    /// <summary>Most needed first.</summary>
    Task<Result<IReadOnlyList<MaintenanceNeed>>> FindAsync(MaintenanceAction action, CancellationToken ct);

    Task<Result<StepResult>> DoAsync(MaintenanceNeed need, CancellationToken ct);
}

/// <param name="Phase">How many of the actions have their steps planned.</param>
/// <param name="Left">Steps that are planned, in their order.</param>
public sealed record UnfinishedRun(Guid Id, int Phase, IReadOnlyList<PlannedStep> Left);

public sealed record PlannedStep(int Place, MaintenanceNeed Need);

/// <summary>The reports of the maintenance.</summary>
public interface IMaintenanceRuns
{
    /// <summary>The run that was stopped before its end, or a new one.</summary>
    Task<UnfinishedRun> OpenAsync(Guid newId, CancellationToken ct);

    /// <summary>Plans the steps of the next action.</summary>
    Task<IReadOnlyList<PlannedStep>> PlanAsync(Guid runId, int phase, IReadOnlyList<MaintenanceNeed> needs, CancellationToken ct);

    Task BeginStepAsync(Guid runId, int place, CancellationToken ct);

    Task EndStepAsync(Guid runId, int place, Result<StepResult> result, CancellationToken ct);

    /// <summary>A step that was interrupted is planned again.</summary>
    Task StopAsync(Guid runId, MaintenanceStop reason, CancellationToken ct);

    Task FinishAsync(Guid runId, CancellationToken ct);

    /// <summary>Deletes reports that were kept for their time.</summary>
    Task PurgeAsync(TimeSpan kept, CancellationToken ct);

    /// <summary>Newest first, from before an id, with their steps.</summary>
    Task<IReadOnlyList<MaintenanceRunView>> ListAsync(Guid before, int limit, CancellationToken ct);
}
