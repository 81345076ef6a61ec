using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>
/// Queues the jobs whose schedule is due, one for all runs that were missed, and none while the former one is unfinished. Answers how many.
/// </summary>
public sealed record EnqueueScheduledJobs : ICommand<int>, IRunsAsSystem;

public sealed class EnqueueScheduledJobsHandler(IJobRepository jobs, JobKinds kinds, ICronSchedules cron, TimeProvider clock)
    : ICommandHandler<EnqueueScheduledJobs, int>
{
    private const string UniqueKey = "schedule";

    public async Task<Result<int>> Handle(EnqueueScheduledJobs command, CancellationToken ct)
    {
        var queued = 0;
        foreach (var stored in await jobs.SchedulesAsync([.. kinds.All.Select(kind => kind.Name)], ct))
        {
            var kind = kinds.Find(stored.Kind)!;
            if ((stored.Schedule ?? kind.Schedule) is not { } schedule)
            {
                continue;
            }

            var isFirst = stored.NextAt is null && kind.RunsAtFirstStart;
            var isDue = isFirst || stored.NextAt <= stored.Now;
            if (!isDue && stored.ScheduledBy == schedule)
            {
                continue;
            }

            var next = cron.Next(schedule, stored.Now);
            if (!next.IsSuccess)
            {
                return next.Error;
            }

            // Of several workers that read the same time one stores the next, and queues.
            if (await jobs.TrySetNextAsync(kind.Name, stored.NextAt, next.Value, schedule, ct)
                && isDue
                && await jobs.TryAddAsync(Scheduled(kind), ct))
            {
                queued++;
            }
        }

        return queued;
    }

    private NewJob Scheduled(JobKind kind) => new(
        Guid.CreateVersion7(clock.GetUtcNow()),
        kind.Name,
        "{}",
        kind.PayloadVersion,
        kind.Priority,
        UniqueKey,
        TimeSpan.Zero,
        kind.AttemptsMax);
}
