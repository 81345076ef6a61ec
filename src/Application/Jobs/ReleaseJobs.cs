using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>Takes back the jobs of workers that are gone. Answers how many.</summary>
public sealed record ReleaseJobs : ICommand<int>, IRunsAsSystem;

public sealed class ReleaseJobsHandler(IJobRepository jobs) : ICommandHandler<ReleaseJobs, int>
{
    public async Task<Result<int>> Handle(ReleaseJobs command, CancellationToken ct) => await jobs.ReleaseAsync(ct);
}
