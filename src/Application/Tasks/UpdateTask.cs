using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Tasks;
using FluentValidation;

namespace Agora.Application.Tasks;

/// <summary>Changes the members that were sent. The assignee sends only whether the task is done.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record UpdateTask(long TaskId, int Version) : ICommand<TaskView>
{
    public Optional<string> Title { get; init; }

    public Optional<TaskPriority> Priority { get; init; }

    public Optional<DateTimeOffset?> DueAt { get; init; }

    public Optional<Guid?> AssigneeId { get; init; }

    public Optional<bool> IsDone { get; init; }

    internal bool Edits => Title.IsSet || Priority.IsSet || DueAt.IsSet || AssigneeId.IsSet;
}

public sealed class UpdateTaskValidator : AbstractValidator<UpdateTask>
{
    public UpdateTaskValidator() =>
        RuleFor(c => c.Priority.Value).IsInEnum().When(c => c.Priority.IsSet).OverridePropertyName("priority");
}

public sealed class UpdateTaskHandler(ITaskRepository tasks, ActorContext context, TimeProvider clock)
    : ICommandHandler<UpdateTask, TaskView>
{
    public async Task<Result<TaskView>> Handle(UpdateTask command, CancellationToken ct)
    {
        if (await tasks.LoadAsync(command.TaskId, ct) is not { } task)
        {
            return TaskErrors.NotFound;
        }

        var edited = command.Edits
            ? task.Edit(
                context.SignedInId,
                command.Title.Or(task.Title),
                command.Priority.Or(task.Priority),
                command.DueAt.Or(task.DueAt),
                command.AssigneeId.Or(task.AssigneeId))
            : task;
        return await edited
            .Then(t => command.IsDone.IsSet ? t.Mark(command.IsDone.Value, clock.GetUtcNow()) : t)
            .ThenAsync(async t => (await tasks.TrySaveAsync(t, command.Version, ct)).ToResult());
    }
}
