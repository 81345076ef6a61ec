using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Webhooks;

/// <summary>Wakes the claims of this process: a replay or a test was queued, events were fanned out, or an attempt has ended.</summary>
internal sealed class WebhookSignal(TimeProvider clock) : INotificationSubscriber
{
    private readonly WakeSignal claims = new(clock);

    public string Channel => "agora_webhooks";

    public void Listening() => Set();

    public void Received(string payload) => Set();

    public void Verified(long at)
    {
        // A lost notification is made up for by polling.
    }

    public void Set() => claims.Set();

    /// <summary>Until something may be due, but no longer than <paramref name="limit"/>.</summary>
    public Task WaitAsync(TimeSpan limit, CancellationToken ct) => claims.WaitAsync(limit, ct);
}
