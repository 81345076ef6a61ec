using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>
/// Deletes finished jobs that were kept for their time, and fails jobs that no worker has known for a day. Answers how many rows it
/// changed; zero when done.
/// </summary>
public sealed record PurgeJobs : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows in one transaction, so that locks are short.</summary>
    public const int BatchMax = 1000;

    /// <summary>How long a kind or a version may be unknown: longer than a deployment takes to reach every worker.</summary>
    public static readonly TimeSpan UnknownGrace = TimeSpan.FromDays(1);
}

public sealed class PurgeJobsHandler(IJobRepository jobs, JobKinds kinds, JobSettings settings) : ICommandHandler<PurgeJobs, int>
{
    public async Task<Result<int>> Handle(PurgeJobs command, CancellationToken ct)
    {
        var failed = await jobs.FailUnknownAsync(kinds.Known, PurgeJobs.UnknownGrace, PurgeJobs.BatchMax, ct);
        var purged = await jobs.PurgeAsync(
            TimeSpan.FromHours(settings.KeepSucceededHours), TimeSpan.FromDays(settings.KeepFailedDays), PurgeJobs.BatchMax, ct);
        return failed + purged;
    }
}
