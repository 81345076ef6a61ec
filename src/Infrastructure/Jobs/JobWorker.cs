using System.Collections.Concurrent;
using Agora.Application.Jobs;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Jobs;

/// <summary>
/// Claims due jobs and runs them, up to <see cref="JobSettings.Workers"/> at once. When the process stops, jobs that do not finish in time
/// are given back.
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
    /// Jobs that are shorter than this are claimed ahead, as many as fill that time, because a claim would take a large part of theirs.
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

    private readonly JobHeartbeat heartbeat = new(runner, settings, signal, outages, clock, log);

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
        var beating = Task.CompletedTask;
        try
        {
            await ready.WhenSet.WaitAsync(stoppingToken);
            beating = heartbeat.RunAsync(running, ended.Token);
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
            await beating;
        }
    }

    private async Task ClaimAndBeginAsync(CancellationToken ct)
    {
        var each = ClaimedForEachSlot();
        // What the slots hold, and as much that waits for them, so that none is empty while the next are claimed.
        var ahead = each > 1 ? 2 * each * settings.Workers : 0;
        var places = settings.Workers + ahead - running.Count;
        var at = clock.GetTimestamp();
        var claimed = places > ahead / 2 ? await TryClaimAsync(places, ct) : [];
        foreach (var jobs in Transactions(claimed, each))
        {
            // What was claimed is run or given back, even when the process stops right now.
            _ = RunAsync(jobs, at);
        }

        if (claimed.Count == 0)
        {
            await signal.WaitForClaimAsync(settings.Poll, ct);
        }
    }

    /// <summary>How many jobs of the last ones' duration fit in the time of a short one: 2 or more, or 1 when they take longer.</summary>
    private int ClaimedForEachSlot()
    {
        var average = Math.Max(1, Interlocked.Read(ref averageDuration));
        return average < ShortJob.Ticks ? (int)Math.Clamp(ShortJob.Ticks / average, 2, RunJobsTogether.Max) : 1;
    }

    /// <summary>What shares transactions: jobs of a transactional kind that have not failed before. Each slot has its share.</summary>
    /// <param name="each">How many a slot may have at once.</param>
    internal IEnumerable<ClaimedJob[]> Transactions(IReadOnlyList<ClaimedJob> claimed, int each) => claimed
        .GroupBy(job => (job.Kind, IsFirst: job.Attempt == 1))
        .SelectMany(jobs => jobs.Chunk(
            jobs.Key.IsFirst && runner.IsTransactional(jobs.Key.Kind)
                ? Math.Clamp(jobs.Count() / Math.Max(1, settings.Workers), 1, each)
                : 1));

    private async Task<IReadOnlyList<ClaimedJob>> TryClaimAsync(int places, CancellationToken ct)
    {
        try
        {
            return await ClaimAsync(places, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            if (outages.BeginsFor("claim", exception))
            {
                ClaimFailed(log, exception);
            }

            return [];
        }
    }

    internal async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int places, CancellationToken ct) =>
        (await runner.SendAsync(new ClaimJobs(name, places), ct)).Value.Items;

    /// <param name="claimed">Of one kind, and several only of a transactional one.</param>
    /// <param name="claimedAt">Timestamp from before the claim was sent.</param>
    internal async Task RunAsync(IReadOnlyList<ClaimedJob> claimed, long claimedAt)
    {
        var jobs = claimed.Select(each => new RunningJob(each, claimedAt)).ToList();
        foreach (var job in jobs)
        {
            running[job.Lease] = job;
        }

        await Task.WhenAll((jobs.Count > 1 ? await RunTogetherAsync(jobs) : jobs).Select(RunAloneAsync));
    }

    /// <returns>Those that are left to be run on their own.</returns>
    private async Task<IReadOnlyList<RunningJob>> RunTogetherAsync(List<RunningJob> jobs)
    {
        if (!await TryTakeSlotAsync(jobs))
        {
            return jobs;
        }

        try
        {
            var started = clock.GetTimestamp();
            var left = await runner.RunTogetherAsync(jobs, AheadMax);
            if (left.Count < jobs.Count)
            {
                Took(clock.GetElapsedTime(started) / jobs.Count);
            }

            jobs.Except(left).ToList().ForEach(End);
            return left;
        }
        finally
        {
            slots.Release();
            signal.Set();
        }
    }

    private async Task RunAloneAsync(RunningJob job)
    {
        var hasSlot = await TryTakeSlotAsync([job]);
        try
        {
            var started = clock.GetTimestamp();
            await runner.RunAsync(job);
            if (job.Reason == StopReason.None)
            {
                Took(clock.GetElapsedTime(started));
            }
        }
        catch (Exception exception)
        {
            // The outcome could not be stored. The lease ends by itself, and the job is attempted again.
            OutcomeLost(log, exception, job.Claimed.Kind, job.Claimed.Id);
        }
        finally
        {
            if (hasSlot)
            {
                slots.Release();
            }

            End(job);
            signal.Set();
        }
    }

    private void Took(TimeSpan duration)
    {
        var average = Interlocked.Read(ref averageDuration);
        Interlocked.Exchange(ref averageDuration, average + ((duration.Ticks - average) / 8));
    }

    private void End(RunningJob job)
    {
        running.TryRemove(job.Lease, out _);
        job.SetEnded();
        job.Dispose();
    }

    /// <summary>
    /// False when one of the jobs has to stop before their turn, or their turn does not come in time; all are to be given back then.
    /// </summary>
    private async Task<bool> TryTakeSlotAsync(IReadOnlyList<RunningJob> jobs)
    {
        using var timer = new CancellationTokenSource(AheadMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource([timer.Token, .. jobs.Select(job => job.Stopping)]);
        try
        {
            await slots.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            if (timer.IsCancellationRequested)
            {
                Interlocked.Exchange(ref averageDuration, AheadMax.Ticks);
                foreach (var job in jobs)
                {
                    job.Stop(StopReason.Stopping);
                }
            }

            return false;
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

    [LoggerMessage(EventId = 375, Level = LogLevel.Warning, Message = "The outcome of {Kind} {JobId} could not be stored")]
    private static partial void OutcomeLost(ILogger log, Exception exception, string kind, Guid jobId);
}
