using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>Cancels a queued job, or asks a running one to stop.</summary>
public sealed record CancelJob(Guid JobId) : ICommand<JobView>;

public sealed class CancelJobHandler(IJobSteering jobs) : ICommandHandler<CancelJob, JobView>
{
    public Task<Result<JobView>> Handle(CancelJob command, CancellationToken ct) => jobs.SteerAsync(command.JobId, job => job.Cancel(), ct);
}
