using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

/// <summary>The probes that there are. For admins.</summary>
public sealed record ListProbes : IQuery<ProbeList>;

public sealed record ProbeList(IReadOnlyList<Probe> Items);

public sealed class ListProbesHandler(IProbes probes) : IQueryHandler<ListProbes, ProbeList>
{
    public Task<Result<ProbeList>> Handle(ListProbes query, CancellationToken ct) =>
        Task.FromResult<Result<ProbeList>>(new ProbeList(probes.All));
}
