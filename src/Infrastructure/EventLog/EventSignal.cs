using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.EventLog;

/// <summary>
/// Wakes those of this process who read the event log: this process committed something, or some process closed a batch of events.
/// </summary>
internal sealed class EventSignal(TimeProvider clock) : INotificationSubscriber
{
    public string Channel => "agora_events";

    public WakeSignal Streams { get; } = new(clock);

    public WakeSignal Webhooks { get; } = new(clock);

    public void Listening() => Set();

    public void Received(string payload) => Set();

    public void Verified(long at)
    {
        // A lost notification is made up for by polling.
    }

    /// <param name="isRequest">Whether for a caller; commits of background work do not wake webhooks, whose own are such.</param>
    public void Committed(bool isRequest)
    {
        Streams.Set();
        if (isRequest)
        {
            Webhooks.Set();
        }
    }

    private void Set()
    {
        Streams.Set();
        Webhooks.Set();
    }
}
