using System.Collections.Concurrent;
using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Jobs;

/// <summary>
/// Runs due jobs, up to <see cref="JobSettings.Workers"/> at once. A heartbeat extends their leases; a job whose lease was lost is
/// abandoned. When the process stops, jobs that do not finish in time are given back.
/// </summary>
internal sealed partial class JobWorker(
    JobRunner runner,
    JobSettings settings,
    JobSignal signal,
    DatabaseReadySignal ready,
    Outages outages,
    TimeProvider clock,
    ILogger<JobWorker> log) : BackgroundService
{
    /// <summary>A cancelled step that does not end by then is given back while it runs; the fencing token refuses its outcome.</summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Jobs that are shorter than this are claimed ahead, twice as many as run at once: a claim would take a large part of their time.
    /// Longer ones are left to other workers.
    /// </summary>
    private static readonly TimeSpan ShortJob = TimeSpan.FromMilliseconds(50);

    /// <summary>What was claimed ahead is given back when no job ends in this time.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim slots = new(Math.Max(1, settings.Workers));

    /// <summary>Of the last jobs, in ticks; each counts for an eighth.</summary>
    private long averageDuration = TimeSpan.TicksPerSecond;

    private readonly string name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}";

    private readonly ConcurrentDictionary<JobLease, RunningJob> running = new();

    // A heartbeat may fail once before leases end.
    private TimeSpan Interval => settings.Lease / 3;

    public override void Dispose()
    {
        slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Workers == 0)
        {
            return;
        }

        using var ended = new CancellationTokenSource();
        var heartbeat = Task.CompletedTask;
        try
        {
            await ready.WhenSet.WaitAsync(stoppingToken);
            heartbeat = HeartbeatAsync(ended.Token);
            while (true)
            {
                await ClaimAndBeginAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
        finally
        {
            await GiveBackAsync();
            await ended.CancelAsync();
            await heartbeat;
        }
    }

    private async Task ClaimAndBeginAsync(CancellationToken ct)
    {
        var ahead = Interlocked.Read(ref averageDuration) < ShortJob.Ticks ? 2 * settings.Workers : 0;
        var places = settings.Workers + ahead - running.Count;
        var at = clock.GetTimestamp();
        var claimed = places > ahead / 2 ? await TryClaimAsync(places, ct) : [];
        foreach (var job in claimed)
        {
            // What was claimed is run or given back, even when the process stops right now.
            _ = RunAsync(job, at);
        }

        if (claimed.Count == 0)
        {
            await signal.WaitForClaimAsync(settings.Poll, ct);
        }
    }

    private async Task<IReadOnlyList<ClaimedJob>> TryClaimAsync(int places, CancellationToken ct)
    {
        try
        {
            return await ClaimAsync(places, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            if (IsNew("claim", exception))
            {
                ClaimFailed(log, exception);
            }

            return [];
        }
    }

    // Counted apart from requests, which may have logged the same outage.
    private bool IsNew(string what, Exception exception) => outages.Failed(
        $"jobs.{what}:{(exception is DependencyException { Error.Code: var code } ? code : exception.GetType().Name)}") == 0;

    internal async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int places, CancellationToken ct) =>
        (await runner.SendAsync(new ClaimJobs(name, places), ct)).Value.Items;

    /// <param name="claimedAt">Timestamp from before the claim was sent.</param>
    internal async Task RunAsync(ClaimedJob claimed, long claimedAt)
    {
        using var job = new RunningJob(claimed, claimedAt);
        running[job.Lease] = job;
        var hasSlot = await TryTakeSlotAsync(job);
        try
        {
            var elapsed = await runner.RunAsync(job);
            if (job.Reason == StopReason.None)
            {
                var average = Interlocked.Read(ref averageDuration);
                Interlocked.Exchange(ref averageDuration, average + ((elapsed.Ticks - average) / 8));
            }
        }
        catch (Exception exception)
        {
            // The outcome could not be stored. The lease ends by itself, and the job is attempted again.
            OutcomeLost(log, exception, claimed.Kind, claimed.Id);
        }
        finally
        {
            if (hasSlot)
            {
                slots.Release();
            }

            running.TryRemove(job.Lease, out _);
            job.SetEnded();
            signal.Set();
        }
    }

    /// <summary>False when the job has to end before its turn.</summary>
    private async Task<bool> TryTakeSlotAsync(RunningJob job)
    {
        using var timer = new CancellationTokenSource(AheadMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, job.Stopping);
        try
        {
            await slots.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Exchange(ref averageDuration, AheadMax.Ticks);
            job.Stop(StopReason.Stopping);
            return false;
        }
    }

    private async Task HeartbeatAsync(CancellationToken ct)
    {
        try
        {
            var wait = Interval;
            while (true)
            {
                await signal.WaitForHeartbeatAsync(wait, ct);
                var at = clock.GetTimestamp();
                await BeatAsync(at, ct);
                var left = Interval - clock.GetElapsedTime(at);
                wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // All jobs have ended.
        }
    }

    private async Task BeatAsync(long at, CancellationToken ct)
    {
        var beating = running.Values.ToList();
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
            if (IsNew("heartbeat", exception))
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

    /// <summary>Lets running jobs finish for a while, and then gives the others back.</summary>
    private async Task GiveBackAsync()
    {
        await AllEndedAsync(TimeSpan.FromSeconds(settings.StopSeconds));
        foreach (var job in running.Values)
        {
            job.Stop(StopReason.Stopping);
        }

        await AllEndedAsync(CancelGrace);
        await Task.WhenAll(running.Values.Select(TryGiveBackAsync));
    }

    private async Task TryGiveBackAsync(RunningJob job)
    {
        try
        {
            await runner.EndAsync(job, JobEnd.GivenBack);
        }
        catch (Exception exception)
        {
            OutcomeLost(log, exception, job.Claimed.Kind, job.Claimed.Id);
        }
    }

    private async Task AllEndedAsync(TimeSpan limit)
    {
        try
        {
            await Task.WhenAll(running.Values.Select(job => job.Ended)).WaitAsync(limit, clock);
        }
        catch (TimeoutException)
        {
            // Some run for longer.
        }
    }

    [LoggerMessage(EventId = 373, Level = LogLevel.Warning, Message = "Jobs could not be claimed; retrying")]
    private static partial void ClaimFailed(ILogger log, Exception exception);

    [LoggerMessage(EventId = 374, Level = LogLevel.Warning, Message = "The heartbeat of running jobs failed; retrying")]
    private static partial void HeartbeatFailed(ILogger log, Exception exception);

    [LoggerMessage(EventId = 375, Level = LogLevel.Warning, Message = "The outcome of {Kind} {JobId} could not be stored")]
    private static partial void OutcomeLost(ILogger log, Exception exception, string kind, Guid jobId);
}
