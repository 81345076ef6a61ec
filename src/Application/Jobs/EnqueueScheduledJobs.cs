using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>
/// Queues the jobs whose schedule is due, one for all runs that were missed, and none while the former one is unfinished. A schedule that
/// cannot be read stops no other.
/// </summary>
public sealed record EnqueueScheduledJobs : ICommand<ScheduledJobs>, IRunsAsSystem;

/// <param name="Queued">How many jobs.</param>
/// <param name="Unreadable">The kinds whose schedule queues nothing.</param>
public sealed record ScheduledJobs(int Queued, IReadOnlyList<UnreadableSchedule> Unreadable);

public sealed record UnreadableSchedule(string Kind, string Schedule, Error Error);

public sealed class EnqueueScheduledJobsHandler(IJobRepository jobs, JobKinds kinds, ICronSchedules cron, TimeProvider clock)
    : ICommandHandler<EnqueueScheduledJobs, ScheduledJobs>
{
    private const string UniqueKey = "schedule";

    public async Task<Result<ScheduledJobs>> Handle(EnqueueScheduledJobs command, CancellationToken ct)
    {
        var queued = 0;
        var unreadable = new List<UnreadableSchedule>();
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
                unreadable.Add(new UnreadableSchedule(kind.Name, schedule, next.Error));
                continue;
            }

            // Of several workers that read the same time one stores the next, and queues.
            if (await jobs.TrySetNextAsync(kind.Name, stored.NextAt, next.Value, schedule, ct)
                && isDue
                && await jobs.TryAddAsync(Scheduled(kind), ct))
            {
                queued++;
            }
        }

        return new ScheduledJobs(queued, unreadable);
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
