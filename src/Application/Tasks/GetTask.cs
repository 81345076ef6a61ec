using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

/// <summary>A task of the caller, or one that is assigned to the caller.</summary>
public sealed record GetTask(long TaskId) : IQuery<TaskView>;

public sealed class GetTaskHandler(ITaskRepository tasks) : IQueryHandler<GetTask, TaskView>
{
    public async Task<Result<TaskView>> Handle(GetTask query, CancellationToken ct) =>
        await tasks.FindAsync(query.TaskId, ct) is { } task ? task : TaskErrors.NotFound;
}
