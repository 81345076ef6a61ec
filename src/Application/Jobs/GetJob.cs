using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;

namespace Agora.Application.Jobs;

public sealed record GetJob(Guid JobId) : IQuery<JobView>;

public sealed class GetJobHandler(IJobSteering jobs) : IQueryHandler<GetJob, JobView>
{
    public async Task<Result<JobView>> Handle(GetJob query, CancellationToken ct) =>
        await jobs.FindAsync(query.JobId, ct) is { } job ? job : JobErrors.NotFound;
}
