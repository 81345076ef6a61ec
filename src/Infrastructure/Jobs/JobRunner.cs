using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Jobs;

/// <summary>Runs claimed jobs: sends their commands step by step, and stores how the attempts ended.</summary>
internal sealed partial class JobRunner(IServiceScopeFactory scopes, JobKinds kinds, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>Whether jobs of the kind may share a transaction.</summary>
    public bool IsTransactional(string kind) => kinds.Find(kind) is { IsTransactional: true };

    /// <summary>Runs the steps of an attempt to its end, and stores the outcome.</summary>
    public async Task RunAsync(RunningJob job)
    {
        var started = clock.GetTimestamp();
        Result<Job> result;
        do
        {
            result = await StepAsync(job);
            job.Progress = result.IsSuccess ? result.Value.Progress : job.Progress;
        }
        while (result is { IsSuccess: true, Value.State: JobState.Running });

        var outcome = result.IsSuccess ? Outcome(result.Value) : result.Error.Code;
        JobMetrics.Finished(job.Claimed.Kind, outcome, clock.GetElapsedTime(started));
        if (result is { IsSuccess: true, Value: { State: JobState.Failed } failed })
        {
            Failed(log, failed.Kind, failed.Id, failed.Attempt, failed.Failure!.Code, failed.Failure.Message);
        }
        else if (result is { IsSuccess: true, Value: { Failure: { } failure } queued })
        {
            AttemptFailed(log, queued.Kind, queued.Id, queued.Attempt, failure.Code, failure.Message, queued.Delay);
        }
    }

    /// <summary>Runs one step of several jobs of a kind in one transaction.</summary>
    /// <returns>
    /// The jobs that are left to be run on their own: those with further steps, or all of them when nothing was stored, because one failed,
    /// lost its lease or was asked to stop.
    /// </returns>
    /// <param name="limit">For all of them. Those that take longer are no short jobs.</param>
    public async Task<IReadOnlyList<RunningJob>> RunTogetherAsync(IReadOnlyList<RunningJob> jobs, TimeSpan limit)
    {
        var started = clock.GetTimestamp();
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource([timer.Token, .. jobs.Select(job => job.Stopping)]);
        Result<SteppedJobs> result;
        try
        {
            either.Token.ThrowIfCancellationRequested();
            result = await SendAsync(new RunJobsTogether([.. jobs.Select(job => job.Claimed)]), either.Token);
        }
        catch (Exception exception)
        {
            // The one that fails does so again on its own, and that is reported.
            NotTogether(log, exception, jobs.Count, jobs[0].Claimed.Kind, "exception");
            return jobs;
        }

        if (!result.IsSuccess)
        {
            NotTogether(log, null, jobs.Count, jobs[0].Claimed.Kind, result.Error.Code);
            return jobs;
        }

        var elapsed = clock.GetElapsedTime(started) / jobs.Count;
        var left = new List<RunningJob>();
        foreach (var (job, stepped) in jobs.Zip(result.Value.Items))
        {
            job.Progress = stepped.Progress;
            if (stepped.State == JobState.Running)
            {
                left.Add(job);
                continue;
            }

            JobMetrics.Finished(job.Claimed.Kind, Outcome(stepped), elapsed);
        }

        return left;
    }

    private TimeSpan StepTimeout(RunningJob job) => kinds.Find(job.Claimed.Kind)?.StepTimeout ?? Timeout.InfiniteTimeSpan;

    private async Task<Result<Job>> StepAsync(RunningJob job)
    {
        using var timer = new CancellationTokenSource(StepTimeout(job), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, job.Stopping);
        Result<Job> result;
        try
        {
            either.Token.ThrowIfCancellationRequested();
            result = await SendAsync(new RunJobStep(job.Claimed, job.Progress), either.Token);
        }
        catch (Exception exception)
        {
            // A handler may wrap the cancellation, so the reason counts before the exception.
            return job.Reason switch
            {
                StopReason.LeaseLost => JobSaving.Lost,
                StopReason.Cancelled => await EndAsync(job, JobEnd.Stopped),
                StopReason.Stopping => await EndAsync(job, JobEnd.GivenBack),
                _ => await EndAsync(job, JobEnd.Failed, Failure(job.Claimed, exception, timer.IsCancellationRequested)),
            };
        }

        return result.IsSuccess || result.Error == JobSaving.Lost
            ? result
            : await EndAsync(job, JobEnd.Failed, JobFailure.Of(result.Error));
    }

    private JobFailure Failure(ClaimedJob claimed, Exception exception, bool isTimedOut)
    {
        if (isTimedOut)
        {
            return JobFailure.Of(JobErrors.TimedOut);
        }

        if (exception is DependencyException { Error: var error })
        {
            return JobFailure.Of(error);
        }

        Threw(log, exception, claimed.Kind, claimed.Id);
        return JobFailure.Of(exception);
    }

    // That an attempt ended must be stored even when the process is stopping.
    public Task<Result<Job>> EndAsync(RunningJob job, JobEnd end, JobFailure? failure = null) =>
        SendAsync(new EndJob(job.Claimed, job.Progress, end, failure), CancellationToken.None, WorkPriority.SignIn);

    // Heartbeats and outcomes go before requests: on an overloaded host, jobs whose leases ended would run again and add to the load.
    public async Task<T> SendAsync<T>(IRequest<T> message, CancellationToken ct, WorkPriority priority = WorkPriority.Background)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<AdmissionScope>().Priority = priority;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }

    private static string Outcome(Job job) => job switch
    {
        { State: JobState.Queued, Failure: null } => "given_back",
        { State: JobState.Queued } => "retried",
        _ => Stored.Name(job.State),
    };

    [LoggerMessage(EventId = 379, Level = LogLevel.Debug, Message = "{Count} jobs {Kind} did not share a transaction: {Reason}")]
    private static partial void NotTogether(ILogger log, Exception? exception, int count, string kind, string reason);

    [LoggerMessage(EventId = 376, Level = LogLevel.Error, Message = "{Kind} {JobId} threw")]
    private static partial void Threw(ILogger log, Exception exception, string kind, Guid jobId);

    [LoggerMessage(
        EventId = 377, Level = LogLevel.Warning, Message = "{Kind} {JobId} failed in attempt {Attempt}, next in {Delay}: {Code}, {Reason}")]
    private static partial void AttemptFailed(
        ILogger log, string kind, Guid jobId, int attempt, string code, string reason, TimeSpan delay);

    [LoggerMessage(
        EventId = 378, Level = LogLevel.Error, Message = "{Kind} {JobId} failed for good in attempt {Attempt}: {Code}, {Reason}")]
    private static partial void Failed(ILogger log, string kind, Guid jobId, int attempt, string code, string reason);
}
