using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <param name="DueAt">When a queued job runs at the earliest.</param>
/// <param name="Attempt">Attempts that began since the job was queued, or queued again.</param>
/// <param name="Progress">Items done, for jobs that work in batches.</param>
/// <param name="UniqueKey">At most one unfinished job of the kind has it.</param>
/// <param name="Worker">The process that runs it.</param>
/// <param name="LeaseUntil">From then on another worker takes it, unless a heartbeat extends it.</param>
/// <param name="CancelRequestedAt">When a running job was asked to stop.</param>
/// <param name="ErrorCode">Of the last attempt that failed.</param>
public sealed record JobView(
    Guid Id,
    string Kind,
    JobState State,
    JobPriority Priority,
    DateTimeOffset DueAt,
    int Attempt,
    int AttemptsMax,
    long Progress,
    string? UniqueKey,
    string? Worker,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? CancelRequestedAt,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Parameters of the job; in a single job, not in lists.</summary>
    [AnyObject]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Payload { get; init; }
}

/// <summary>Jobs of one kind, or of all.</summary>
/// <param name="Due">Those of the queued jobs that no delay holds back.</param>
/// <param name="OldestDueAt">Since when the oldest of these is due; null when none is.</param>
public sealed record JobCounts(
    long Queued, long Due, long Running, long Succeeded, long Failed, long Cancelled, DateTimeOffset? OldestDueAt);

/// <param name="Jobs">Those that are kept.</param>
public sealed record JobKindCounts(string Kind, JobCounts Jobs);

/// <param name="Kinds">By name.</param>
public sealed record JobSummary(JobCounts Total, IReadOnlyList<JobKindCounts> Kinds);

/// <summary>How a kind of job runs.</summary>
/// <param name="Paused">Jobs of a paused kind stay queued.</param>
/// <param name="ConcurrencyMax">Jobs of the kind that run at once, over all workers; null for no limit.</param>
/// <param name="Schedule">Cron expression in UTC; null for jobs that are queued by need.</param>
/// <param name="NextAt">When the schedule is due; null before a worker has computed it.</param>
public sealed record JobKindView(
    string Kind, bool Paused, int? ConcurrencyMax, string? Schedule, DateTimeOffset? NextAt, int Version);

/// <summary>The kinds of jobs, by name.</summary>
public sealed record JobKindList(IReadOnlyList<JobKindView> Items);
