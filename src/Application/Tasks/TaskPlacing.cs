using Agora.Domain.Common;
using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

/// <summary>
/// Finds places in a list that is locked. Where no place is left between two tasks, the whole list is renumbered, at most once in a few
/// hundred moves to one place.
/// </summary>
public sealed class TaskPlacing(ITaskRepository tasks)
{
    public async Task<string> EndAsync(Guid ownerId, TaskListEnd end, CancellationToken ct)
    {
        if (TaskPosition.Between(end.Last, null) is { } position)
        {
            return position;
        }

        await RenumberAsync(ownerId, ct);
        return Found(TaskPosition.Between((await tasks.FindEndAsync(ownerId, ct)).Last, null));
    }

    /// <summary>The place of a task that moves before or behind another one.</summary>
    public async Task<Result<string>> BesideAsync(TaskItem moving, long neighbourId, bool before, CancellationToken ct)
    {
        if (await tasks.FindGapAsync(moving, neighbourId, before, ct) is not { } gap)
        {
            return TaskErrors.NeighbourNotFound;
        }

        if (TaskPosition.Between(gap.Lower, gap.Upper) is { } position)
        {
            return position;
        }

        await RenumberAsync(moving.OwnerId, ct);
        // The lock of the list does not keep tasks from being deleted.
        return await tasks.FindGapAsync(moving, neighbourId, before, ct) is { } wide
            ? Found(TaskPosition.Between(wide.Lower, wide.Upper))
            : TaskErrors.NeighbourNotFound;
    }

    private async Task RenumberAsync(Guid ownerId, CancellationToken ct)
    {
        var order = await tasks.OrderAsync(ownerId, ct);
        await tasks.RenumberAsync(order, [.. TaskPosition.Renumber(order.Count)], ct);
    }

    private static string Found(string? position) =>
        position ?? throw new InvalidOperationException("A list that was just renumbered has no place.");
}
