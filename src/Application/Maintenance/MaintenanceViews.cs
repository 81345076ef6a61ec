using Agora.Domain.Maintenance;

namespace Agora.Application.Maintenance;

/// <summary>A run of the nightly maintenance.</summary>
/// <param name="StoppedBy">Why it stopped before its end; the next run continues it.</param>
public sealed record MaintenanceRunView(
    Guid Id,
    MaintenanceRunState State,
    MaintenanceStop? StoppedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<MaintenanceStepView> Steps);

/// <summary>What a run does to one table or index.</summary>
/// <param name="Target">A table or an index with its schema, or a kind of job that purges.</param>
/// <param name="FactorBefore">Times as large as its rows need, where bloat is the reason.</param>
/// <param name="RowsBefore">Dead rows, changed rows, or rows to purge.</param>
/// <param name="Detail">What is left and why, where something is.</param>
public sealed record MaintenanceStepView(
    MaintenanceAction Action,
    string Target,
    string Reason,
    MaintenanceStepState State,
    long? BytesBefore,
    long? BytesAfter,
    double? FactorBefore,
    double? FactorAfter,
    long? RowsBefore,
    long? RowsAfter,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? ErrorCode,
    string? Detail)
{
    /// <summary>From start to end.</summary>
    public double? Milliseconds => (FinishedAt - StartedAt)?.TotalMilliseconds;
}

/// <summary>What a run would do now.</summary>
/// <param name="IsWindowOpen">Whether a run may begin a step now.</param>
public sealed record MaintenancePlan(bool IsWindowOpen, IReadOnlyList<MaintenanceNeed> Needs);
