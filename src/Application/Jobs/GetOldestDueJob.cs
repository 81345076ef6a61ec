using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>Since when the oldest job is due that could run. Jobs of paused kinds do not count.</summary>
public sealed record GetOldestDueJob : IQuery<OldestDueJob>, IRunsAsSystem;

/// <param name="DueAt">Null when none is due.</param>
/// <param name="Delay">From then until now, by the clock of the database.</param>
public sealed record OldestDueJob(DateTimeOffset? DueAt, TimeSpan Delay);

public sealed class GetOldestDueJobHandler(IJobRepository jobs, JobKinds kinds) : IQueryHandler<GetOldestDueJob, OldestDueJob>
{
    public async Task<Result<OldestDueJob>> Handle(GetOldestDueJob query, CancellationToken ct) =>
        await jobs.OldestDueAsync([.. kinds.All.Select(kind => kind.Name)], ct);
}
