using System.Threading.Channels;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Jobs;

/// <summary>Wakes the worker of this process: a job was queued, or one has ended and freed its place.</summary>
internal sealed class JobSignal(TimeProvider clock) : INotificationSubscriber
{
    // One is enough: the worker looks for everything that is due.
    private readonly Channel<bool> signals = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Channel => "agora_jobs";

    public void Listening() => Set();

    public void Received(string payload) => Set();

    public void Verified(long at)
    {
        // A lost notification is made up for by polling.
    }

    public void Set() => signals.Writer.TryWrite(true);

    /// <summary>Until the next signal, but no longer than <paramref name="limit"/>.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            await signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The limit is over.
        }
    }
}
