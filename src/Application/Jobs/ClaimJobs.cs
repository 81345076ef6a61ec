using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

/// <summary>Takes due jobs for a worker.</summary>
/// <param name="Limit">Jobs that it can begin at once.</param>
public sealed record ClaimJobs(string Worker, int Limit) : ICommand<ClaimedJobs>, IRunsAsSystem;

public sealed record ClaimedJobs(IReadOnlyList<ClaimedJob> Items);

public sealed class ClaimJobsHandler(IJobRepository jobs, JobKinds kinds, JobSettings settings)
    : ICommandHandler<ClaimJobs, ClaimedJobs>
{
    public async Task<Result<ClaimedJobs>> Handle(ClaimJobs command, CancellationToken ct) =>
        new ClaimedJobs(await jobs.ClaimAsync(command.Worker, kinds.Claimable, command.Limit, settings.Lease, ct));
}
