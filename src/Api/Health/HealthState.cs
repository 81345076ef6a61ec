namespace Agora.Api.Health;

/// <summary>Where the host is in its life.</summary>
internal sealed class HealthState
{
    private volatile bool started;
    private volatile bool stopping;

    public bool IsStarted => started;

    public bool IsStopping => stopping;

    public void Started() => started = true;

    public void Stopping() => stopping = true;
}
