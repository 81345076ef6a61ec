using Agora.Infrastructure.Common;

namespace Agora.Api.Health;

/// <summary>Where the host is in its life.</summary>
internal sealed class HealthState(DatabaseReadySignal ready)
{
    private volatile bool stopping;

    public bool IsStarted => ready.IsSet;

    public bool IsStopping => stopping;

    /// <summary>Why the host ended before it had started; null unless it did.</summary>
    public Exception? Failure { get; private set; }

    public void Started() => ready.Set();

    public void Stopping() => stopping = true;

    public void Failed(Exception reason) => Failure = reason;
}
