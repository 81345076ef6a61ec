using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Tasks;
using FluentValidation;

namespace Agora.Application.Tasks;

public enum TaskSide
{
    Before,
    After,
}

/// <summary>Moves a task before or after another one of the same list. Moves of one list take turns.</summary>
public sealed record MoveTask(long TaskId, TaskSide Side, long NeighbourId) : ICommand<Done>;

public sealed class MoveTaskValidator : AbstractValidator<MoveTask>
{
    public MoveTaskValidator() => RuleFor(c => c.Side).IsInEnum();
}

public sealed class MoveTaskHandler(ITaskRepository tasks, TaskPlacing placing, ActorContext context) : ICommandHandler<MoveTask, Done>
{
    public async Task<Result<Done>> Handle(MoveTask command, CancellationToken ct)
    {
        if (await tasks.LoadAsync(command.TaskId, ct) is not { } task)
        {
            return TaskErrors.NotFound;
        }

        if (task.RefuseAllButOwner(context.SignedInId) is { } refusal)
        {
            return refusal;
        }

        if (command.NeighbourId == task.Id)
        {
            return default(Done);
        }

        await tasks.LockListAsync(task.OwnerId, ct);
        var place = await placing.BesideAsync(task, command.NeighbourId, before: command.Side == TaskSide.Before, ct);
        if (!place.IsSuccess)
        {
            return place.Error;
        }

        return await tasks.TryMoveAsync(task, place.Value, ct) ? default(Done) : TaskErrors.NotFound;
    }
}
