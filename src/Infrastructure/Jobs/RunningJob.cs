using Agora.Application.Jobs;

namespace Agora.Infrastructure.Jobs;

internal enum StopReason
{
    None,
    LeaseLost,
    Cancelled,
    Stopping,
}

/// <summary>A job that this process has claimed, and whether it has to stop.</summary>
internal sealed class RunningJob(ClaimedJob claimed, long claimedAt) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private bool isDisposed;

    public ClaimedJob Claimed { get; } = claimed;

    public JobLease Lease { get; } = claimed.Lease;

    public long Progress { get; set; } = claimed.Progress;

    /// <summary>Timestamp of the last claim or heartbeat, from before it was sent.</summary>
    public long ExtendedAt { get; set; } = claimedAt;

    public CancellationToken Stopping => stopping.Token;

    public StopReason Reason { get; private set; }

    public Task Ended => ended.Task;

    /// <summary>The first reason counts.</summary>
    public void Stop(StopReason why)
    {
        lock (gate)
        {
            if (Reason == StopReason.None && !isDisposed)
            {
                Reason = why;
                stopping.Cancel();
            }
        }
    }

    public void SetEnded() => ended.TrySetResult();

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            stopping.Dispose();
        }
    }
}
