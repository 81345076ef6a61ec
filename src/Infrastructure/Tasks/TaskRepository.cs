using Agora.Application.Tasks;
using Agora.Domain.Tasks;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Tasks;

internal sealed class TaskRepository(DbSession db) : ITaskRepository
{
    // What each task was made from: the assignee may write no more than the two columns of completion.
    private readonly Dictionary<TaskItem, StoredTask> loaded = [];

    public async Task<TaskView?> FindAsync(long taskId, CancellationToken ct) => (await FindRowAsync(taskId, ct))?.ToView();

    public async Task<TaskItem?> LoadAsync(long taskId, CancellationToken ct)
    {
        if (await FindRowAsync(taskId, ct) is not { } row)
        {
            return null;
        }

        var task = row.ToTask();
        loaded.Add(task, row);
        return task;
    }

    public Task LockListAsync(Guid ownerId, CancellationToken ct)
    {
        const string sql = "SELECT FROM pg_advisory_xact_lock(hashtextextended('app.tasks ' || @ownerId::text, 0))";

        return db.ExecuteAsync(sql, new { ownerId }, ct);
    }

    public Task<TaskListEnd> FindEndAsync(Guid ownerId, CancellationToken ct)
    {
        const string sql = """
            SELECT (SELECT count(*) FROM app.tasks AS t WHERE t.owner_id = @ownerId)::integer AS count,
                   (SELECT max(t.position) FROM app.tasks AS t WHERE t.owner_id = @ownerId) AS last
            """;

        return db.ScalarAsync<TaskListEnd>(sql, new { ownerId }, ct);
    }

    public Task<SavedTask> TryAddAsync(TaskItem task, string position, CancellationToken ct)
    {
        const string sql = $"""
            INSERT INTO app.tasks AS t (owner_id, assignee_id, title, priority, due_at, position, created_at)
            VALUES (@OwnerId, @AssigneeId, @Title, @Priority::app.task_priority, @DueAt, @position, @CreatedAt)
            RETURNING {TaskSql.Whole}
            """;

        var row = new
        {
            task.OwnerId,
            task.AssigneeId,
            task.Title,
            Priority = TaskSql.Name(task.Priority),
            task.DueAt,
            position,
            task.CreatedAt,
        };
        return WriteAsync(sql, row, ct);
    }

    public async Task<SavedTask> TrySaveAsync(TaskItem task, int version, CancellationToken ct)
    {
        // The conditions on what the trigger guards are in the columns that are written: those of an assignee are not among them.
        const string marked = $"""
            UPDATE app.tasks AS t
            SET is_done = @IsDone,
                done_at = @DoneAt
            WHERE t.id = @Id
              AND t.version = @version
            RETURNING {TaskSql.Whole}
            """;
        const string edited = $"""
            UPDATE app.tasks AS t
            SET title = @Title,
                priority = @Priority::app.task_priority,
                due_at = @DueAt,
                assignee_id = @AssigneeId,
                is_done = @IsDone,
                done_at = @DoneAt
            WHERE t.id = @Id
              AND t.version = @version
            RETURNING {TaskSql.Whole}
            """;

        if (version != task.Version)
        {
            return new SavedTask(SaveTaskOutcome.Missing, null);
        }

        var row = loaded[task];
        var isEdited = (task.Title, task.Priority, task.DueAt, task.AssigneeId) != (row.Title, row.Priority, row.DueAt, row.AssigneeId);
        var values = new
        {
            task.Id,
            version,
            task.Title,
            Priority = TaskSql.Name(task.Priority),
            task.DueAt,
            task.AssigneeId,
            task.IsDone,
            task.DoneAt,
        };
        return await WriteAsync(isEdited ? edited : marked, values, ct);
    }

    public async Task<bool> TryDeleteAsync(TaskItem task, int? version, CancellationToken ct)
    {
        const string sql = """
            DELETE FROM app.tasks
            WHERE id = @Id
              AND (@version::integer IS NULL OR version = @version)
            """;

        return (version is null || version == task.Version) && await db.ExecuteAsync(sql, new { task.Id, version }, ct) == 1;
    }

    public Task<TaskGap?> FindGapAsync(TaskItem moving, long neighbourId, bool before, CancellationToken ct)
    {
        const string sql = """
            SELECT CASE WHEN @before
                        THEN (SELECT max(o.position) FROM app.tasks AS o
                              WHERE o.owner_id = @OwnerId AND o.position < t.position AND o.id <> @Id)
                        ELSE t.position END AS lower,
                   CASE WHEN @before
                        THEN t.position
                        ELSE (SELECT min(o.position) FROM app.tasks AS o
                              WHERE o.owner_id = @OwnerId AND o.position > t.position AND o.id <> @Id) END AS upper
            FROM app.tasks AS t
            WHERE t.id = @neighbourId
              AND t.owner_id = @OwnerId
            """;

        return db.FindAsync<TaskGap>(sql, new { moving.OwnerId, moving.Id, neighbourId, before }, ct);
    }

    public async Task<bool> TryMoveAsync(TaskItem task, string position, CancellationToken ct)
    {
        const string sql = "UPDATE app.tasks SET position = @position WHERE id = @Id";

        return await db.ExecuteAsync(sql, new { task.Id, position }, ct) == 1;
    }

    public Task<IReadOnlyList<long>> OrderAsync(Guid ownerId, CancellationToken ct)
    {
        const string sql = "SELECT t.id FROM app.tasks AS t WHERE t.owner_id = @ownerId ORDER BY t.position";

        return db.QueryAsync<long>(sql, new { ownerId }, ct);
    }

    public Task RenumberAsync(IReadOnlyList<long> order, IReadOnlyList<string> positions, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.tasks AS t
            SET position = p.position
            FROM unnest(@order, @positions) AS p (id, position)
            WHERE t.id = p.id
            """;

        return db.ExecuteAsync(sql, new { order = order.ToArray(), positions = positions.ToArray() }, ct);
    }

    private Task<StoredTask?> FindRowAsync(long taskId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {TaskSql.Whole}
            FROM app.tasks AS t
            WHERE t.id = @taskId
            """;

        return db.FindAsync<StoredTask>(sql, new { taskId }, ct);
    }

    private async Task<SavedTask> WriteAsync(string sql, object values, CancellationToken ct)
    {
        try
        {
            return await db.FindAsync<StoredTask>(sql, values, ct) is { } saved
                ? new SavedTask(SaveTaskOutcome.Saved, saved.ToView())
                : new SavedTask(SaveTaskOutcome.Missing, null);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "tasks_assignee_id_fkey" })
        {
            return new SavedTask(SaveTaskOutcome.AssigneeNotFollower, null);
        }
    }
}
