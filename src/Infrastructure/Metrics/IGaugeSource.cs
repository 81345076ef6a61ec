using System.Diagnostics.Metrics;

namespace Agora.Infrastructure.Metrics;

/// <summary>
/// Gauges that are read when metrics are collected, or counters that have to begin at zero. Implementations are registered as services and
/// added only where metrics are served; one that has to ask the database collects in the background and keeps the last values.
/// </summary>
public interface IGaugeSource
{
    void AddTo(Meter meter);
}
