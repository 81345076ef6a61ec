using Agora.Application.Tasks;
using Agora.Domain.Tasks;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Tasks;

// Each list reads an index for the open tasks and the done ones, as far as both are wanted, and merges them. The filters are members of the
// index, so that what they skip costs no access to the table.
internal sealed class TaskLists(DbSession db) : ITaskLists
{
    public Task<IReadOnlyList<TaskRow>> ByPositionAsync(Guid ownerId, TaskFilter filter, string after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.owner_id = @personId AND i.is_done = d.is_done AND i.position > @after AND {TaskSql.Filters}
                ORDER BY i.position
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.position
            LIMIT @limit
            """;

        var values = new
        {
            personId = ownerId,
            done = Done(filter),
            Priority = Name(filter),
            filter.Assignee,
            filter.DueBefore,
            after,
            limit,
        };
        return ReadAsync(sql, values, ct);
    }

    public Task<IReadOnlyList<TaskRow>> ByDueAsync(
        Guid personId, TaskScope scope, TaskFilter filter, (DateTimeOffset Due, long Id) after, int limit, CancellationToken ct)
    {
        const string owned = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.owner_id = @personId AND i.is_done = d.is_done AND (i.due_order, i.id) > (@due, @id)
                  AND i.due_order <= @dueEnd AND {TaskSql.Filters}
                ORDER BY i.due_order, i.id
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.due_order, t.id
            LIMIT @limit
            """;
        const string assigned = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.assignee_id = @personId AND i.is_done = d.is_done AND (i.due_order, i.id) > (@due, @id)
                  AND i.due_order <= @dueEnd AND {TaskSql.Filters}
                ORDER BY i.due_order, i.id
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.due_order, t.id
            LIMIT @limit
            """;

        var values = new
        {
            personId,
            done = Done(filter),
            Priority = Name(filter),
            filter.Assignee,
            filter.DueBefore,
            // Not by coalesce in SQL: below row-level security that is no condition of an index.
            dueEnd = filter.DueBefore ?? ListTasks.DueLast,
            due = after.Due,
            id = after.Id,
            limit,
        };
        return ReadAsync(scope == TaskScope.Owned ? owned : assigned, values, ct);
    }

    public Task<IReadOnlyList<TaskRow>> ByPriorityAsync(
        Guid ownerId, TaskFilter filter, (TaskPriority Priority, long Id) after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.owner_id = @personId AND i.is_done = d.is_done AND (i.priority, i.id) < (@level::app.task_priority, @id)
                  AND {TaskSql.Filters}
                ORDER BY i.priority DESC, i.id DESC
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.priority DESC, t.id DESC
            LIMIT @limit
            """;

        var values = new
        {
            personId = ownerId,
            done = Done(filter),
            Priority = Name(filter),
            filter.Assignee,
            filter.DueBefore,
            level = TaskSql.Name(after.Priority),
            id = after.Id,
            limit,
        };
        return ReadAsync(sql, values, ct);
    }

    public Task<IReadOnlyList<TaskRow>> NewestAsync(
        Guid personId, TaskScope scope, TaskFilter filter, long after, int limit, CancellationToken ct)
    {
        const string owned = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.owner_id = @personId AND i.is_done = d.is_done AND i.id < @after AND {TaskSql.Filters}
                ORDER BY i.id DESC
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.id DESC
            LIMIT @limit
            """;
        const string assigned = $"""
            SELECT {TaskSql.Whole}
            FROM unnest(@done) AS d (is_done)
            CROSS JOIN LATERAL (
                SELECT i.id
                FROM app.tasks AS i
                WHERE i.assignee_id = @personId AND i.is_done = d.is_done AND i.id < @after AND {TaskSql.Filters}
                ORDER BY i.id DESC
                LIMIT @limit) AS f
            JOIN app.tasks AS t ON t.id = f.id
            ORDER BY t.id DESC
            LIMIT @limit
            """;

        var values = new { personId, done = Done(filter), Priority = Name(filter), filter.Assignee, filter.DueBefore, after, limit };
        return ReadAsync(scope == TaskScope.Owned ? owned : assigned, values, ct);
    }

    private static bool[] Done(TaskFilter filter) => filter.IsDone is { } done ? [done] : [false, true];

    private static string? Name(TaskFilter filter) => filter.Priority is { } priority ? TaskSql.Name(priority) : null;

    private async Task<IReadOnlyList<TaskRow>> ReadAsync(string sql, object values, CancellationToken ct) =>
        [.. (await db.QueryAsync<StoredTask>(sql, values, ct)).Select(t => t.ToRow())];
}
