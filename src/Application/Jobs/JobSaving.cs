using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

/// <summary>Stores what a worker made of a job, for as long as the worker holds it.</summary>
public static class JobSaving
{
    /// <summary>The worker does not hold the job any more.</summary>
    public static Error Lost => JobErrors.LeaseLost;

    internal static async Task<Result<Job>> SaveAsync(this IJobRepository jobs, Job job, TimeSpan lease, CancellationToken ct) =>
        await jobs.SaveAsync([job], lease, ct) == 1 ? job : Lost;

    /// <summary>The job after a step: still running when items were done, succeeded otherwise.</summary>
    internal static Job Stepped(this ClaimedJob claimed, int items)
    {
        var job = claimed.ToJob(isCancelRequested: false);
        return items > 0 ? job.Advance(items) : job.Succeed();
    }
}
