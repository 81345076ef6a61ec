using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <param name="UniqueKey">Null for no limit.</param>
/// <param name="Delay">From now until it is due.</param>
public sealed record NewJob(
    Guid Id, string Kind, string Payload, int PayloadVersion, JobPriority Priority, string? UniqueKey, TimeSpan Delay, int AttemptsMax);

/// <summary>A job that a worker holds.</summary>
/// <param name="Payload">A JSON object.</param>
public sealed record ClaimedJob(
    Guid Id, string Kind, string Payload, int PayloadVersion, int Attempt, int AttemptsMax, int FencingToken, long Progress)
{
    public JobLease Lease => new(Id, FencingToken);

    public Job ToJob(bool isCancelRequested) =>
        Job.Load(Id, Kind, JobState.Running, Attempt, AttemptsMax, FencingToken, Progress, isCancelRequested);
}

/// <summary>What a worker claims of a kind.</summary>
/// <param name="PayloadVersion">The latest that it knows.</param>
/// <param name="ConcurrencyMax">The default, which the settings of the kind may override; null for no limit.</param>
public sealed record ClaimableKind(string Name, int PayloadVersion, int? ConcurrencyMax);

/// <summary>A claim, named by what only its holder knows.</summary>
public sealed record JobLease(Guid JobId, int FencingToken);

/// <summary>A claim that is still held.</summary>
/// <param name="IsCancelRequested">Whether the job was asked to stop.</param>
public sealed record HeldLease(Guid JobId, int FencingToken, bool IsCancelRequested);

/// <summary>When the schedule of a kind is due.</summary>
/// <param name="Schedule">The override of the default; null for the default.</param>
/// <param name="ScheduledBy">The expression that <paramref name="NextAt"/> was computed from.</param>
/// <param name="Now">Of the database.</param>
public sealed record StoredSchedule(string Kind, string? Schedule, DateTimeOffset? NextAt, string? ScheduledBy, DateTimeOffset Now);

public interface IJobRepository
{
    /// <summary>Queues the job and wakes the workers. False when an unfinished job of the kind has its key.</summary>
    Task<bool> TryAddAsync(NewJob job, CancellationToken ct);

    /// <summary>Takes due jobs for a worker, in the order of their priority.</summary>
    Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        string worker, IReadOnlyList<ClaimableKind> kinds, int limit, TimeSpan lease, CancellationToken ct);

    /// <summary>Extends leases by <paramref name="lease"/> from now. Those that the worker lost are not among the answers.</summary>
    Task<IReadOnlyList<HeldLease>> ExtendAsync(IReadOnlyList<JobLease> leases, TimeSpan lease, CancellationToken ct);

    /// <summary>
    /// Locks a job that a worker holds until the transaction ends, so that it is not asked to stop meanwhile. Null when the worker does not
    /// hold it any more.
    /// </summary>
    Task<HeldLease?> LockAsync(JobLease lease, CancellationToken ct);

    /// <summary>
    /// Stores what a worker made of running jobs: outcomes, or progress, which extends the lease. Answers how many it still held; the
    /// others are left as they are.
    /// </summary>
    Task<int> SaveAsync(IReadOnlyList<Job> jobs, TimeSpan lease, CancellationToken ct);

    /// <summary>Takes back jobs whose lease is over; how many.</summary>
    Task<int> ReleaseAsync(CancellationToken ct);

    /// <summary>Fails jobs that have been due for <paramref name="grace"/> and that no worker knows how to run; how many.</summary>
    Task<int> FailUnknownAsync(IReadOnlyList<ClaimableKind> kinds, TimeSpan grace, int limit, CancellationToken ct);

    /// <summary>Deletes finished jobs that were kept for their time; how many.</summary>
    Task<int> PurgeAsync(TimeSpan succeededFor, TimeSpan othersFor, int limit, CancellationToken ct);

    /// <summary>Of these kinds, but for paused ones. Null when none is due.</summary>
    Task<OldestDueJob?> OldestDueAsync(IReadOnlyList<string> kinds, CancellationToken ct);

    /// <summary>One row for each of the kinds, in their order.</summary>
    Task<IReadOnlyList<StoredSchedule>> SchedulesAsync(IReadOnlyList<string> kinds, CancellationToken ct);

    /// <summary>Stores when a schedule is due next. False when another worker did so since it was read.</summary>
    /// <param name="read">The time that was read; null for none.</param>
    Task<bool> TrySetNextAsync(string kind, DateTimeOffset? read, DateTimeOffset next, string schedule, CancellationToken ct);
}
