using Agora.Domain.Common;

namespace Agora.Domain.Jobs;

/// <summary>
/// Work outside of requests. What must be true of every job:
/// one worker at a time holds it, and stores an outcome only while it does;
/// it has at most <see cref="AttemptsMax"/> attempts until an admin queues it again;
/// one that was asked to stop is not attempted again;
/// once finished it stays so, unless an admin queues a failed or cancelled one again.
/// </summary>
/// <remarks>
/// <c>app.claim_jobs</c> decides which worker gets a job and <c>app.release_jobs</c> takes it from one that is gone: workers race for both.
/// Times are those of the database, so the entity knows delays and no instants (build/decisions/0053-job-queue.md).
/// </remarks>
public sealed class Job
{
    public const int PayloadMax = 65_536, UniqueKeyMax = 200;

    private Job(
        Guid id, string kind, JobState state, int attempt, int attemptsMax, int fencingToken, long progress, bool isCancelRequested)
    {
        Id = id;
        Kind = kind;
        State = state;
        Attempt = attempt;
        AttemptsMax = attemptsMax;
        FencingToken = fencingToken;
        Progress = progress;
        IsCancelRequested = isCancelRequested;
    }

    public Guid Id { get; }

    public string Kind { get; }

    public JobState State { get; private set; }

    /// <summary>Attempts that began.</summary>
    public int Attempt { get; private set; }

    public int AttemptsMax { get; }

    /// <summary>Grows with each claim. An outcome is stored for the current one only.</summary>
    public int FencingToken { get; }

    /// <summary>Items done, for jobs that work in batches.</summary>
    public long Progress { get; private set; }

    /// <summary>From now until the job is due; for queued jobs.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Whether a running job was asked to stop.</summary>
    public bool IsCancelRequested { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public JobFailure? Failure { get; private set; }

    /// <summary>A job as the database holds it.</summary>
    public static Job Load(
        Guid id, string kind, JobState state, int attempt, int attemptsMax, int fencingToken, long progress, bool isCancelRequested) =>
        new(id, kind, state, attempt, attemptsMax, fencingToken, progress, isCancelRequested);

    /// <summary>Counts a batch, after which there is more to do.</summary>
    /// <param name="items">Done in the batch.</param>
    public Job Advance(int items)
    {
        RequireRunning();
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        Progress += items;
        return this;
    }

    public Job Succeed()
    {
        RequireRunning();
        State = JobState.Succeeded;
        Failure = null;
        return this;
    }

    /// <summary>Queues the next attempt, if there is one and it may help. A job that was asked to stop is cancelled instead.</summary>
    /// <param name="jitter">From 0 to below 1.</param>
    public Job Fail(JobFailure failure, JobBackoff backoff, double jitter)
    {
        RequireRunning();
        Failure = failure;
        if (failure.IsPermanent || Attempt >= AttemptsMax)
        {
            State = JobState.Failed;
            return this;
        }

        if (IsCancelRequested)
        {
            State = JobState.Cancelled;
            return this;
        }

        State = JobState.Queued;
        var delay = backoff.Delay(Attempt, jitter);
        Delay = failure.RetryAfter is { } earliest && earliest > delay ? earliest : delay;
        return this;
    }

    /// <summary>
    /// The worker stops: the job is queued as it was before the claim, and another worker takes it at once. One that was asked to stop is
    /// cancelled instead.
    /// </summary>
    public Job GiveBack()
    {
        if (IsCancelRequested)
        {
            return Stop();
        }

        RequireRunning();
        State = JobState.Queued;
        Attempt--;
        Delay = TimeSpan.Zero;
        return this;
    }

    /// <summary>A running job that was asked to stop has stopped.</summary>
    public Job Stop()
    {
        RequireRunning();
        State = JobState.Cancelled;
        return this;
    }

    /// <summary>A queued job is cancelled. A running one is asked to stop: its step is interrupted, unless it succeeds before.</summary>
    public Result<Job> Cancel()
    {
        switch (State)
        {
            case JobState.Succeeded or JobState.Failed:
                return JobErrors.Finished;
            case JobState.Running:
                IsCancelRequested = true;
                return this;
            default:
                State = JobState.Cancelled;
                return this;
        }
    }

    /// <summary>A failed or cancelled job is queued with all its attempts; a queued one is due at once.</summary>
    public Result<Job> Retry()
    {
        switch (State)
        {
            case JobState.Running:
                return JobErrors.Running;
            case JobState.Succeeded:
                return JobErrors.Finished;
            case JobState.Failed or JobState.Cancelled:
                State = JobState.Queued;
                Attempt = 0;
                IsCancelRequested = false;
                break;
        }

        Delay = TimeSpan.Zero;
        return this;
    }

    // Only the worker that holds the lease calls these; anything else is a bug.
    private void RequireRunning()
    {
        if (State != JobState.Running)
        {
            throw new InvalidOperationException($"A {State} job has no outcome to store.");
        }
    }
}
