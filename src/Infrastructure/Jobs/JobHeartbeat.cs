using System.Collections.Concurrent;
using Agora.Application.Jobs;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Jobs;

/// <summary>Extends the leases of the jobs that a worker runs, and stops those whose lease was lost or that were asked to stop.</summary>
internal sealed partial class JobHeartbeat(
    JobRunner runner, JobSettings settings, JobSignal signal, Outages outages, TimeProvider clock, ILogger log)
{
    // A heartbeat may fail once before leases end.
    private TimeSpan Interval => settings.Lease / 3;

    /// <summary>Beats until the token is cancelled.</summary>
    /// <param name="running">Which jobs run at the moment of a beat.</param>
    public async Task RunAsync(ConcurrentDictionary<JobLease, RunningJob> running, CancellationToken ct)
    {
        try
        {
            var wait = Interval;
            while (true)
            {
                await signal.WaitForHeartbeatAsync(wait, ct);
                var at = clock.GetTimestamp();
                await BeatAsync([.. running.Values], at, ct);
                var left = Interval - clock.GetElapsedTime(at);
                wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // All jobs have ended.
        }
    }

    private async Task BeatAsync(List<RunningJob> beating, long at, CancellationToken ct)
    {
        if (beating.Count == 0)
        {
            return;
        }

        using var timer = new CancellationTokenSource(Interval / 2, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            var extend = new ExtendLeases([.. beating.Select(job => job.Lease)]);
            var held = (await runner.SendAsync(extend, either.Token, WorkPriority.SignIn)).Value.Items
                .ToDictionary(lease => new JobLease(lease.JobId, lease.FencingToken), lease => lease.IsCancelRequested);
            foreach (var job in beating)
            {
                if (!held.TryGetValue(job.Lease, out var isCancelRequested))
                {
                    job.Stop(StopReason.LeaseLost);
                    continue;
                }

                job.ExtendedAt = at;
                if (isCancelRequested)
                {
                    job.Stop(StopReason.Cancelled);
                }
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            if (outages.BeginsFor("heartbeat", exception))
            {
                HeartbeatFailed(log, exception);
            }

            // Measured on this machine: after the lease another worker may run the job, and the next heartbeat would be too late.
            foreach (var job in beating.Where(job => clock.GetElapsedTime(job.ExtendedAt, at) + Interval >= settings.Lease))
            {
                job.Stop(StopReason.LeaseLost);
            }
        }
    }

    [LoggerMessage(EventId = 374, Level = LogLevel.Warning, Message = "The heartbeat of running jobs failed; retrying")]
    private static partial void HeartbeatFailed(ILogger log, Exception exception);
}
