using Agora.Domain.Common;

namespace Agora.Domain.Tasks;

/// <summary>
/// What a person wants done. What must be true of every task: it belongs to one person for good; the assignee, a follower of the owner,
/// says whether it is done and nothing else; it has a time of completion exactly while it is done.
/// </summary>
/// <remarks>Whether the assignee follows the owner is decided by <c>tasks_assignee_id_fkey</c>, which also ends assignments.</remarks>
public sealed class TaskItem
{
    public const int TitleMax = 280;

    private TaskItem(
        long id,
        Guid ownerId,
        Guid? assigneeId,
        string title,
        TaskPriority priority,
        DateTimeOffset? dueAt,
        DateTimeOffset? doneAt,
        int version,
        DateTimeOffset createdAt)
    {
        Id = id;
        OwnerId = ownerId;
        AssigneeId = assigneeId;
        Title = title;
        Priority = priority;
        DueAt = dueAt;
        DoneAt = doneAt;
        Version = version;
        CreatedAt = createdAt;
    }

    /// <summary>0 before it is stored: the database gives the id.</summary>
    public long Id { get; }

    public Guid OwnerId { get; }

    /// <summary>Null for the owner.</summary>
    public Guid? AssigneeId { get; private set; }

    public string Title { get; private set; }

    public TaskPriority Priority { get; private set; }

    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Null while it is not done.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    public bool IsDone => DoneAt is not null;

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    public DateTimeOffset CreatedAt { get; }

    public static Result<TaskItem> Create(
        Guid ownerId, string title, TaskPriority priority, DateTimeOffset? dueAt, Guid? assigneeId, DateTimeOffset now)
    {
        if (RefuseTitle(title) is { } refusal)
        {
            return refusal;
        }

        return new TaskItem(0, ownerId, assigneeId, title, priority, dueAt, null, 1, now);
    }

    /// <summary>A task as the database holds it.</summary>
    public static TaskItem Load(
        long id,
        Guid ownerId,
        Guid? assigneeId,
        string title,
        TaskPriority priority,
        DateTimeOffset? dueAt,
        DateTimeOffset? doneAt,
        int version,
        DateTimeOffset createdAt) =>
        new(id, ownerId, assigneeId, title, priority, dueAt, doneAt, version, createdAt);

    public Result<TaskItem> Edit(Guid by, string title, TaskPriority priority, DateTimeOffset? dueAt, Guid? assigneeId)
    {
        if (RefuseAllButOwner(by) is { } refusal)
        {
            return refusal;
        }

        if (title != Title && RefuseTitle(title) is { } invalid)
        {
            return invalid;
        }

        (Title, Priority, DueAt, AssigneeId) = (title, priority, dueAt, assigneeId);
        return this;
    }

    /// <summary>For the owner and the assignee, who alone see the task. A task that is done already keeps its time.</summary>
    public Result<TaskItem> Mark(bool isDone, DateTimeOffset now)
    {
        DoneAt = isDone ? DoneAt ?? now : null;
        return this;
    }

    /// <returns>Null for the owner.</returns>
    public Error? RefuseAllButOwner(Guid by) => by == OwnerId ? null : TaskErrors.OwnerOnly;

    private static Error? RefuseTitle(string text) =>
        Characters.AreVisible(text) && Characters.Count(text) <= TitleMax && !text.Any(char.IsControl) ? null : TaskErrors.TitleInvalid;
}
