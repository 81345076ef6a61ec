using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>Loads a job, takes a step with it and saves it.</summary>
internal static class SteeredJobs
{
    public static async Task<Result<JobView>> SteerAsync(
        this IJobSteering jobs, Guid jobId, Func<Job, Result<Job>> step, CancellationToken ct)
    {
        if (await jobs.LoadAsync(jobId, ct) is not { } job)
        {
            return JobErrors.NotFound;
        }

        var former = job.State;
        var steered = step(job);
        if (!steered.IsSuccess)
        {
            return steered.Error;
        }

        return await jobs.SaveAsync(steered.Value, former, ct) switch
        {
            SteerOutcome.Saved => (await jobs.FindAsync(jobId, ct))!,
            SteerOutcome.Stale => JobErrors.Stale,
            SteerOutcome.Duplicate => JobErrors.Duplicate,
        };
    }
}
