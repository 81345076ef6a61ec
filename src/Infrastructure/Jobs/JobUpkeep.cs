using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Infrastructure.Common;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Jobs;

/// <summary>
/// Queues what schedules ask for, and takes back the jobs of workers that are gone. Every process with workers does it; the database
/// decides who is first.
/// </summary>
internal sealed partial class JobUpkeep(
    IServiceScopeFactory scopes, JobSettings settings, JobSignal signal, TimeProvider clock, ILogger<JobUpkeep> log)
    : PeriodicBackgroundService(scopes, clock)
{
    /// <summary>Counting reads every job that is kept.</summary>
    private static readonly TimeSpan CountInterval = TimeSpan.FromMinutes(1);

    private readonly IServiceScopeFactory scopes = scopes;
    private readonly TimeProvider clock = clock;
    private long? countedAt;
    private IReadOnlyList<UnreadableSchedule> reported = [];

    protected override TimeSpan Interval => settings.Poll;

    protected override bool BeginsAtStart => true;

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        var unreadable = (await SendAsync(new EnqueueScheduledJobs(), ct)).Value.Unreadable;
        foreach (var schedule in unreadable.Except(reported))
        {
            ScheduleUnreadable(log, schedule.Kind, schedule.Schedule, schedule.Error.Message);
        }

        reported = unreadable;

        var released = await SendAsync(new ReleaseJobs(), ct);
        if (released is { IsSuccess: true, Value: > 0 and var count })
        {
            Released(log, count);
            signal.Set();
        }

        if (JobMetrics.IsCollected && (countedAt is not { } last || clock.GetElapsedTime(last) >= CountInterval))
        {
            await CountAsync(ct);
            countedAt = clock.GetTimestamp();
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
        var summary = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetJobSummary(), ct);
        JobMetrics.Observe(summary.Value, clock.GetUtcNow());
    }

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 370, Level = LogLevel.Warning, Message = "Schedules and leases of jobs were not looked after; retrying")]
    private static partial void RunFailed(ILogger log, Exception? exception);

    [LoggerMessage(EventId = 371, Level = LogLevel.Error, Message = "The schedule of {Kind} queues nothing: {Schedule}, {Reason}")]
    private static partial void ScheduleUnreadable(ILogger log, string kind, string schedule, string reason);

    [LoggerMessage(EventId = 372, Level = LogLevel.Warning, Message = "{Count} jobs were taken back from workers that are gone")]
    private static partial void Released(ILogger log, int count);
}
