using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>How many jobs there are by kind and state, and how long the oldest is due.</summary>
public sealed record GetJobSummary : IQuery<JobSummary>;

public sealed class GetJobSummaryHandler(IJobSteering jobs) : IQueryHandler<GetJobSummary, JobSummary>
{
    public async Task<Result<JobSummary>> Handle(GetJobSummary query, CancellationToken ct)
    {
        var kinds = await jobs.CountAsync(ct);
        return new JobSummary(Total([.. kinds.Select(kind => kind.Jobs)]), kinds);
    }

    private static JobCounts Total(IReadOnlyList<JobCounts> kinds) => new(
        kinds.Sum(k => k.Queued),
        kinds.Sum(k => k.Due),
        kinds.Sum(k => k.Running),
        kinds.Sum(k => k.Succeeded),
        kinds.Sum(k => k.Failed),
        kinds.Sum(k => k.Cancelled),
        kinds.Min(k => k.OldestDueAt));
}
