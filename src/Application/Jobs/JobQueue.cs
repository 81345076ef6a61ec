using Agora.Application.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>How a job differs from the defaults of its kind.</summary>
public sealed record JobOptions
{
    /// <summary>Null for a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>At most one unfinished job of the kind has this key; null for no limit.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>From now until it is due.</summary>
    public TimeSpan Delay { get; init; }

    public JobPriority? Priority { get; init; }
}

/// <summary>
/// Queues commands as jobs, in the transaction of the use case: the job exists when that commits, and not otherwise. The use case runs as
/// system.
/// </summary>
public sealed class JobQueue(IJobRepository jobs, JobKinds kinds, TimeProvider clock)
{
    /// <summary>False when an unfinished job of the kind has the key already.</summary>
    public Task<bool> EnqueueAsync(ICommand<int> command, JobOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kind = kinds.Of(command);
        var job = new NewJob(
            options.Id ?? Guid.CreateVersion7(clock.GetUtcNow()),
            kind.Name,
            kind.Write(command),
            kind.PayloadVersion,
            options.Priority ?? kind.Priority,
            options.UniqueKey,
            options.Delay,
            kind.AttemptsMax);
        return jobs.TryAddAsync(job, ct);
    }
}
