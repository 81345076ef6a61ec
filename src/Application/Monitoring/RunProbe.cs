using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;

namespace Agora.Application.Monitoring;

/// <summary>Runs a probe. For admins.</summary>
/// <param name="Parameters">Texts by name; those that are absent have their defaults.</param>
public sealed record RunProbe(string Name, IReadOnlyDictionary<string, string> Parameters) : IQuery<ProbeTable>;

public sealed class RunProbeHandler(IProbes probes) : IQueryHandler<RunProbe, ProbeTable>
{
    public async Task<Result<ProbeTable>> Handle(RunProbe query, CancellationToken ct)
    {
        if (probes.All.FirstOrDefault(probe => probe.Name == query.Name) is not { } probe)
        {
            return MonitoringErrors.ProbeNotFound;
        }

        return await probe.Bind(query.Parameters).ThenAsync(values => probes.RunAsync(probe, values, ct));
    }
}
