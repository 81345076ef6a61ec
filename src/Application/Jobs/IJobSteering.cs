using Agora.Application.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>What the settings of a kind say; without any a kind has its defaults.</summary>
/// <param name="ConcurrencyMax">Null for the default.</param>
/// <param name="Schedule">Null for the default.</param>
/// <param name="Version">1 without settings.</param>
public sealed record StoredKind(string Kind, bool Paused, int? ConcurrencyMax, string? Schedule, DateTimeOffset? NextAt, int Version);

/// <param name="Due">When the schedule is due, where it was set.</param>
public sealed record KindSettings(string Kind, bool Paused, int? ConcurrencyMax, string? Schedule, Optional<ScheduleDue?> Due);

/// <summary>When a schedule is due; null where a kind has none.</summary>
/// <param name="ScheduledBy">The expression that <paramref name="At"/> was computed from.</param>
public sealed record ScheduleDue(DateTimeOffset At, string ScheduledBy);

public enum SteerOutcome
{
    Saved,

    /// <summary>The job has another state by now.</summary>
    Stale,

    /// <summary>Another unfinished job has its key.</summary>
    Duplicate,
}

/// <summary>What admins see of jobs and change. Row-level security hides them from everyone else.</summary>
public interface IJobSteering
{
    /// <summary>Newest first, from before an id, without payloads.</summary>
    Task<IReadOnlyList<JobView>> ListAsync(JobState? state, string? kind, Guid before, int limit, CancellationToken ct);

    Task<JobView?> FindAsync(Guid jobId, CancellationToken ct);

    Task<Job?> LoadAsync(Guid jobId, CancellationToken ct);

    /// <summary>Stores that an admin cancelled a job or queued it again.</summary>
    /// <param name="former">The state that it was loaded with.</param>
    Task<SteerOutcome> SaveAsync(Job job, JobState former, CancellationToken ct);

    /// <summary>Counts of every kind that has jobs, by name.</summary>
    Task<IReadOnlyList<JobKindCounts>> CountAsync(CancellationToken ct);

    /// <summary>One row for each of the kinds, in their order.</summary>
    Task<IReadOnlyList<StoredKind>> KindsAsync(IReadOnlyList<string> kinds, CancellationToken ct);

    /// <summary>False when the version is not the current one.</summary>
    Task<bool> TrySaveKindAsync(KindSettings settings, int version, CancellationToken ct);
}
