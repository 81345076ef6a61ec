using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>How an attempt ended without success.</summary>
public enum JobEnd
{
    /// <summary>The attempt failed.</summary>
    Failed,

    /// <summary>The worker stops.</summary>
    GivenBack,

    /// <summary>The job was asked to stop.</summary>
    Stopped,
}

/// <summary>Stores that an attempt ended without success. Answers the job.</summary>
/// <param name="Failure">Of a failed attempt.</param>
public sealed record EndJob(ClaimedJob Claimed, long Progress, JobEnd End, JobFailure? Failure = null) : ICommand<Job>, IRunsAsSystem;

public sealed class EndJobHandler(IJobRepository jobs, JobKinds kinds, JobSettings settings) : ICommandHandler<EndJob, Job>
{
    public async Task<Result<Job>> Handle(EndJob command, CancellationToken ct)
    {
        if (await jobs.LockAsync(command.Claimed.Lease, ct) is not { } held)
        {
            return JobSaving.Lost;
        }

        var job = (command.Claimed with { Progress = command.Progress }).ToJob(held.IsCancelRequested);
        var ended = command switch
        {
            { End: JobEnd.GivenBack } => job.GiveBack(),
            { End: JobEnd.Stopped } => job.Stop(),
            { Failure: { } failure } => job.Fail(
                failure, kinds.Find(job.Kind)?.Backoff ?? JobBackoff.Default, Random.Shared.NextDouble()),
            _ => throw new ArgumentException("A failed attempt has a failure.", nameof(command)),
        };
        return await jobs.SaveAsync(ended, settings.Lease, ct);
    }
}
