using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using MediatR;

namespace Agora.Application.Jobs;

/// <summary>
/// Runs one step of several jobs of a transactional kind in one transaction, with their outcomes: all of them, or none. Answers the jobs in
/// their order, as <see cref="RunJobStep"/> does each.
/// </summary>
public sealed record RunJobsTogether(IReadOnlyList<ClaimedJob> Claimed) : ICommand<SteppedJobs>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>More would save little of a BEGIN, a COMMIT and a statement for the outcomes, and hold locks for longer.</summary>
    public const int Max = 16;
}

public sealed record SteppedJobs(IReadOnlyList<Job> Items);

public sealed class RunJobsTogetherHandler(
    IJobRepository jobs, JobKinds kinds, IMediator mediator, IUnitOfWork unitOfWork, JobSettings settings)
    : ICommandHandler<RunJobsTogether, SteppedJobs>
{
    public Task<Result<SteppedJobs>> Handle(RunJobsTogether command, CancellationToken ct) => unitOfWork.ExecuteAsync<Result<SteppedJobs>>(
        async t =>
        {
            var stepped = new List<Job>(command.Claimed.Count);
            foreach (var claimed in command.Claimed)
            {
                var result = await kinds.Read(claimed).ThenAsync(read => mediator.Send(read.Message, t));
                if (!result.IsSuccess)
                {
                    return result.Error;
                }

                stepped.Add(claimed.Stepped(result.Value));
            }

            return await jobs.SaveAsync(stepped, settings.Lease, t) == stepped.Count ? new SteppedJobs(stepped) : JobSaving.Lost;
        },
        static result => result.IsSuccess,
        ct);
}
