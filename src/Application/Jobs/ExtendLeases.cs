using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>The heartbeat of a worker. Answers the leases that it still holds.</summary>
public sealed record ExtendLeases(IReadOnlyList<JobLease> Leases) : ICommand<HeldLeases>, IRunsAsSystem;

public sealed record HeldLeases(IReadOnlyList<HeldLease> Items);

public sealed class ExtendLeasesHandler(IJobRepository jobs, JobSettings settings) : ICommandHandler<ExtendLeases, HeldLeases>
{
    public async Task<Result<HeldLeases>> Handle(ExtendLeases command, CancellationToken ct) =>
        new HeldLeases(await jobs.ExtendAsync(command.Leases, settings.Lease, ct));
}
