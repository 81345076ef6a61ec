using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Tasks;
using FluentValidation;

namespace Agora.Application.Tasks;

/// <summary>Adds a task to the end of the caller's list.</summary>
public sealed record CreateTask(string Title, TaskPriority Priority, DateTimeOffset? DueAt, Guid? AssigneeId) : ICommand<TaskView>;

public sealed class CreateTaskValidator : AbstractValidator<CreateTask>
{
    public CreateTaskValidator() => RuleFor(c => c.Priority).IsInEnum();
}

public sealed class CreateTaskHandler(
    ITaskRepository tasks, TaskPlacing placing, TaskSettings settings, ActorContext context, TimeProvider clock)
    : ICommandHandler<CreateTask, TaskView>
{
    public async Task<Result<TaskView>> Handle(CreateTask command, CancellationToken ct)
    {
        var created = TaskItem.Create(
            context.SignedInId, command.Title, command.Priority, command.DueAt, command.AssigneeId, clock.GetUtcNow());
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        await tasks.LockListAsync(created.Value.OwnerId, ct);
        var end = await tasks.FindEndAsync(created.Value.OwnerId, ct);
        if (end.Count >= settings.PerOwnerMax)
        {
            return TaskErrors.LimitReached(settings.PerOwnerMax);
        }

        return (await tasks.TryAddAsync(created.Value, await placing.EndAsync(created.Value.OwnerId, end, ct), ct)).ToResult();
    }
}
