using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

/// <summary>
/// Questions about the state of the database server, over connections of their own, as the role that watches: they need no place in the
/// pool of requests, never wait for a lock, and end within <see cref="Budget"/>.
/// </summary>
public interface IProbes
{
    static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(1500);

    /// <summary>In the order of their names.</summary>
    IReadOnlyList<Probe> All { get; }

    /// <summary>
    /// Runs a probe; callers within a second share one run. When it fails, what it found last is returned with the reason, and the error
    /// alone when it has found nothing yet.
    /// </summary>
    /// <param name="values">Of each parameter, as <see cref="Probe.Bind"/> gives them.</param>
    Task<Result<ProbeTable>> RunAsync(Probe probe, IReadOnlyDictionary<string, object> values, CancellationToken ct);
}
