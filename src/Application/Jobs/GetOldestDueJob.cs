using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>
/// Since when the oldest job is due that could run. Jobs of paused kinds do not count, nor of kinds that this process cannot run.
/// </summary>
public sealed record GetOldestDueJob : IQuery<OldestDueJob>, IRunsAsSystem;

/// <param name="Kind">Null when none is due.</param>
/// <param name="DueAt">Null when none is due.</param>
/// <param name="Delay">From then until now, by the clock of the database.</param>
public sealed record OldestDueJob(string? Kind, DateTimeOffset? DueAt, TimeSpan Delay)
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    /// <summary>No worker runs it, or too few do.</summary>
    public bool IsDelayed => DueAt is not null && Delay > DelayMax;
}

public sealed class GetOldestDueJobHandler(IJobRepository jobs, JobKinds kinds) : IQueryHandler<GetOldestDueJob, OldestDueJob>
{
    public async Task<Result<OldestDueJob>> Handle(GetOldestDueJob query, CancellationToken ct) =>
        await jobs.OldestDueAsync([.. kinds.Claimable.Select(kind => kind.Name)], ct)
        ?? new OldestDueJob(Kind: null, DueAt: null, Delay: TimeSpan.Zero);
}
