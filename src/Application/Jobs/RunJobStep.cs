using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using MediatR;

namespace Agora.Application.Jobs;

/// <summary>
/// Runs the command of a job once and stores what became of it. Answers the job: running while there is more to do, succeeded otherwise.
/// </summary>
/// <param name="Progress">Items that earlier steps of this claim have done.</param>
public sealed record RunJobStep(ClaimedJob Claimed, long Progress) : ICommand<Job>, IRunsAsSystem, IOwnsTransaction;

public sealed class RunJobStepHandler(
    IJobRepository jobs, JobKinds kinds, IMediator mediator, IUnitOfWork unitOfWork, JobSettings settings)
    : ICommandHandler<RunJobStep, Job>
{
    public async Task<Result<Job>> Handle(RunJobStep command, CancellationToken ct)
    {
        var read = kinds.Read(command.Claimed);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var (kind, message) = read.Value;
        if (kind.IsTransactional)
        {
            return await unitOfWork.ExecuteAsync(
                async t => await (await mediator.Send(message, t)).ThenAsync(items => SaveAsync(command, items, t)),
                static result => result.IsSuccess,
                ct);
        }

        // The effect has happened: that must be stored even when the host is stopping.
        return await (await mediator.Send(message, ct)).ThenAsync(items => unitOfWork.ExecuteAsync(
            t => SaveAsync(command, items, t), static result => result.IsSuccess, CancellationToken.None));
    }

    // The last statement of the transaction, so that the row of the job is locked as short as possible and heartbeats pass.
    private Task<Result<Job>> SaveAsync(RunJobStep command, int items, CancellationToken ct) =>
        jobs.SaveAsync((command.Claimed with { Progress = command.Progress }).Stepped(items), settings.Lease, ct);
}
