using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

/// <param name="IsDone">Null for both.</param>
/// <param name="Assignee">Of the owner's list alone.</param>
public sealed record TaskFilter(bool? IsDone, TaskPriority? Priority, Guid? Assignee, DateTimeOffset? DueBefore);

/// <param name="Task">In the page.</param>
/// <param name="Position">Its position; the cursor of the owner's order.</param>
public sealed record TaskRow(TaskView Task, string Position);

/// <summary>Lists of tasks: those of an owner, or those assigned to a person. Each returns at most <c>limit</c> rows.</summary>
public interface ITaskLists
{
    /// <param name="after">Empty for the first page.</param>
    Task<IReadOnlyList<TaskRow>> ByPositionAsync(Guid ownerId, TaskFilter filter, string after, int limit, CancellationToken ct);

    /// <summary>What is due first comes first, and what has no due time last.</summary>
    Task<IReadOnlyList<TaskRow>> ByDueAsync(
        Guid personId, TaskScope scope, TaskFilter filter, (DateTimeOffset Due, long Id) after, int limit, CancellationToken ct);

    /// <summary>The most pressing first, and of one priority the newest.</summary>
    Task<IReadOnlyList<TaskRow>> ByPriorityAsync(
        Guid ownerId, TaskFilter filter, (TaskPriority Priority, long Id) after, int limit, CancellationToken ct);

    Task<IReadOnlyList<TaskRow>> NewestAsync(
        Guid personId, TaskScope scope, TaskFilter filter, long after, int limit, CancellationToken ct);
}
