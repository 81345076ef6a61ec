using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>Queues a failed or cancelled job again, with all its attempts, or lets a queued one run now.</summary>
public sealed record RetryJob(Guid JobId) : ICommand<JobView>;

public sealed class RetryJobHandler(IJobSteering jobs) : ICommandHandler<RetryJob, JobView>
{
    public Task<Result<JobView>> Handle(RetryJob command, CancellationToken ct) => jobs.SteerAsync(command.JobId, job => job.Retry(), ct);
}
