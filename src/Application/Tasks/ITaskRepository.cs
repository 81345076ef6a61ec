using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

public enum SaveTaskOutcome
{
    Saved,

    /// <summary>No task of that id and version that the actor may change.</summary>
    Missing,

    /// <summary>The assignee does not follow the owner.</summary>
    AssigneeNotFollower,
}

/// <param name="Task">As stored; null unless <see cref="SaveTaskOutcome.Saved"/>.</param>
public sealed record SavedTask(SaveTaskOutcome Outcome, TaskView? Task);

/// <param name="Last">Position of the last task; null when there is none.</param>
public sealed record TaskListEnd(int Count, string? Last);

/// <param name="Lower">Position of the task before the gap; null at the beginning of the list.</param>
/// <param name="Upper">Position of the task behind it; null at the end.</param>
public sealed record TaskGap(string? Lower, string? Upper);

public interface ITaskRepository
{
    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<TaskView?> FindAsync(long taskId, CancellationToken ct);

    /// <summary>The task, to act on it and save it. Null when absent or not the actor's to see.</summary>
    Task<TaskItem?> LoadAsync(long taskId, CancellationToken ct);

    /// <summary>
    /// Until the transaction ends, no other one adds or moves a task of this owner. What is read next is what the one before has left.
    /// </summary>
    Task LockListAsync(Guid ownerId, CancellationToken ct);

    Task<TaskListEnd> FindEndAsync(Guid ownerId, CancellationToken ct);

    /// <summary>Stores a new task at a position that no other task of the owner has.</summary>
    Task<SavedTask> TryAddAsync(TaskItem task, string position, CancellationToken ct);

    /// <summary>Stores what was done to a task that was loaded here. What was not changed is not written.</summary>
    Task<SavedTask> TrySaveAsync(TaskItem task, int version, CancellationToken ct);

    /// <summary>False when it is gone, not the actor's, or has another version.</summary>
    /// <param name="version">Null for whichever there is.</param>
    Task<bool> TryDeleteAsync(TaskItem task, int? version, CancellationToken ct);

    /// <summary>The gap before or behind a task, as it is without the task that moves. Null when the owner has no such task.</summary>
    Task<TaskGap?> FindGapAsync(TaskItem moving, long neighbourId, bool before, CancellationToken ct);

    /// <summary>False when it is gone.</summary>
    Task<bool> TryMoveAsync(TaskItem task, string position, CancellationToken ct);

    /// <summary>All tasks of the owner in the order of their positions.</summary>
    Task<IReadOnlyList<long>> OrderAsync(Guid ownerId, CancellationToken ct);

    /// <summary>Gives each task the position beside it; their order stays.</summary>
    Task RenumberAsync(IReadOnlyList<long> order, IReadOnlyList<string> positions, CancellationToken ct);
}
