using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>The kinds of jobs that this version of Agora knows.</summary>
public sealed record ListJobKinds : IQuery<JobKindList>;

public sealed class ListJobKindsHandler(IJobSteering jobs, JobKinds kinds) : IQueryHandler<ListJobKinds, JobKindList>
{
    public async Task<Result<JobKindList>> Handle(ListJobKinds query, CancellationToken ct)
    {
        var stored = await jobs.KindsAsync([.. kinds.All.Select(kind => kind.Name)], ct);
        return new JobKindList([.. kinds.All.Zip(stored, (kind, settings) => kind.View(settings))]);
    }
}
