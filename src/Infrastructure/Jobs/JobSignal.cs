using System.Threading.Channels;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Jobs;

/// <summary>
/// Wakes the worker of this process: a job was queued, one has ended and freed its place, or a running one was asked to stop.
/// </summary>
internal sealed class JobSignal(TimeProvider clock) : INotificationSubscriber
{
    // One is enough: the worker looks for everything that is due.
    private readonly Channel<bool> claims = NewSignal(), heartbeats = NewSignal();

    public string Channel => "agora_jobs";

    public void Listening() => Set();

    public void Received(string payload)
    {
        if (payload == Stored.Name(JobState.Running))
        {
            heartbeats.Writer.TryWrite(true);
        }
        else
        {
            Set();
        }
    }

    public void Verified(long at)
    {
        // A lost notification is made up for by polling.
    }

    public void Set() => claims.Writer.TryWrite(true);

    /// <summary>Until there may be something to claim, but no longer than <paramref name="limit"/>.</summary>
    public Task WaitForClaimAsync(TimeSpan limit, CancellationToken ct) => WaitAsync(claims, limit, ct);

    /// <summary>Until a running job may have been asked to stop, but no longer than <paramref name="limit"/>.</summary>
    public Task WaitForHeartbeatAsync(TimeSpan limit, CancellationToken ct) => WaitAsync(heartbeats, limit, ct);

    private static Channel<bool> NewSignal() => System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task WaitAsync(Channel<bool> signal, TimeSpan limit, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            await signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The limit is over.
        }
    }
}
