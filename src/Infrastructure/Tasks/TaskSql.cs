using Agora.Application.Tasks;
using Agora.Domain.Tasks;

namespace Agora.Infrastructure.Tasks;

internal static class TaskSql
{
    /// <summary>Mirrored by <see cref="StoredTask"/>, where <c>t</c> is the task.</summary>
    public const string Whole = """
        t.id, t.owner_id, t.assignee_id, t.title, t.priority::text AS priority, t.done_at, t.due_at, t.position, t.version, t.created_at,
        t.updated_at
        """;

    /// <summary>The filters of a list: included in its indexes, and a null filters nothing.</summary>
    public const string Filters = """
        (@Priority::app.task_priority IS NULL OR i.priority = @Priority::app.task_priority)
        AND (@Assignee::uuid IS NULL OR i.assignee_id = @Assignee)
        AND (@DueBefore::timestamptz IS NULL OR i.due_at < @DueBefore)
        """;

    public static string Name(TaskPriority priority) => priority switch
    {
        TaskPriority.Low => "low",
        TaskPriority.Medium => "medium",
        TaskPriority.High => "high",
        TaskPriority.Urgent => "urgent",
    };
}

/// <summary>Mirrors the select list of a whole task.</summary>
internal sealed record StoredTask(
    long Id,
    Guid OwnerId,
    Guid? AssigneeId,
    string Title,
    TaskPriority Priority,
    DateTimeOffset? DoneAt,
    DateTimeOffset? DueAt,
    string Position,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public TaskItem ToTask() => TaskItem.Load(Id, OwnerId, AssigneeId, Title, Priority, DueAt, DoneAt, Version, CreatedAt);

    public TaskView ToView() =>
        new(Id, Title, Priority, DoneAt is not null, DoneAt, DueAt, OwnerId, AssigneeId, Version, CreatedAt, UpdatedAt);

    public TaskRow ToRow() => new(ToView(), Position);
}
