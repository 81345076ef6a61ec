using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

/// <summary>Deletes a task of the caller for good.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record DeleteTask(long TaskId, int? Version) : ICommand<Done>;

public sealed class DeleteTaskHandler(ITaskRepository tasks, ActorContext context) : ICommandHandler<DeleteTask, Done>
{
    public async Task<Result<Done>> Handle(DeleteTask command, CancellationToken ct)
    {
        if (await tasks.LoadAsync(command.TaskId, ct) is not { } task)
        {
            return TaskErrors.NotFound;
        }

        if (task.RefuseAllButOwner(context.SignedInId) is { } refusal)
        {
            return refusal;
        }

        return await tasks.TryDeleteAsync(task, command.Version, ct) ? default(Done)
            : command.Version is null ? TaskErrors.NotFound
            : TaskErrors.Stale;
    }
}
