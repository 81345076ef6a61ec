using Agora.Application.Common;
using Agora.Application.Tasks;
using Agora.Db.Tests.Posts;
using Agora.Domain.Tasks;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Tasks;
using Agora.Testing;

namespace Agora.Db.Tests.Tasks;

/// <summary>Lists of an owner with 100,000 tasks, who assigned 20,000 of them, among as many of others.</summary>
public sealed class TaskPlanTests(TaskPlanFixture tasks) : IClassFixture<TaskPlanFixture>
{
    private const int Limit = 21;

    /// <summary>Of an index with all tasks of the owner.</summary>
    private const int WholeIndex = 1500;

    public static TheoryData<string, string, string, int> Lists => new()
    {
        { "position", "open", "tasks_owner_id_is_done_position_idx", 200 },
        { "position", "both", "tasks_owner_id_is_done_position_idx", 400 },
        { "due", "open", "tasks_owner_id_is_done_due_order_idx", 200 },
        { "due", "due before", "tasks_owner_id_is_done_due_order_idx", 200 },
        { "priority", "open", "tasks_owner_id_is_done_priority_idx", 200 },
        { "newest", "open", "tasks_owner_id_is_done_idx", 200 },
        { "newest", "both", "tasks_owner_id_is_done_idx", 400 },
        { "assigned due", "open", "tasks_assignee_id_is_done_due_order_idx", 200 },
        { "assigned newest", "both", "tasks_assignee_id_is_done_idx", 400 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_order_is_read_from_its_index(string order, string which, string index, int blocks)
    {
        foreach (var generic in new[] { false, true })
        {
            var plan = await PlanAsync(order, which, generic);

            plan.Scans.Where(s => s.Contains("tasks", StringComparison.Ordinal)).ShouldAllBe(
                s => s.EndsWith(index, StringComparison.Ordinal) || s.EndsWith("tasks_pkey", StringComparison.Ordinal), plan.Text);
            plan.Scans.ShouldContain($"Index Only Scan tasks {index}", plan.Text);
            plan.Blocks.ShouldBeLessThan(blocks, plan.Text);
            plan.Verifications.ShouldBeLessThanOrEqualTo(2, plan.Text);
        }
    }

    [Theory]
    [InlineData("position", "urgent")]
    [InlineData("newest", "assignee")]
    public async Task A_filter_that_finds_nothing_reads_members_of_an_index_and_no_row(string order, string which)
    {
        foreach (var generic in new[] { false, true })
        {
            var plan = await PlanAsync(order, which, generic);

            plan.Blocks.ShouldBeLessThan(WholeIndex, plan.Text);
            plan.Scans.ShouldNotContain(s => s.Contains("Seq Scan", StringComparison.Ordinal), plan.Text);
        }
    }

    private async Task<Plan> PlanAsync(string order, string which, bool generic)
    {
        var isAssigned = order.StartsWith("assigned", StringComparison.Ordinal);
        var (scope, person) = isAssigned ? (TaskScope.Assigned, TaskPlanFixture.Assignee) : (TaskScope.Owned, TaskPlanFixture.Owner);
        var filter = which switch
        {
            "open" => new TaskFilter(false, null, null, null),
            "both" => new TaskFilter(null, null, null, null),
            "due before" => new TaskFilter(false, null, null, TaskPlanFixture.Start),
            "urgent" => new TaskFilter(false, TaskPriority.Urgent, null, null),
            "assignee" => new TaskFilter(false, null, Guid.NewGuid(), null),
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, "Unknown filter."),
        };
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["personId"] = person,
            ["done"] = filter.IsDone is null ? new[] { false, true } : [filter.IsDone.Value],
            ["Priority"] = filter.Priority is null ? new Plan.Nothing("text") : "urgent",
            ["Assignee"] = filter.Assignee ?? (object)new Plan.Nothing("uuid"),
            ["DueBefore"] = filter.DueBefore ?? (object)new Plan.Nothing("timestamptz"),
            ["dueEnd"] = filter.DueBefore ?? ListTasks.DueLast,
            ["limit"] = Limit,
            ["due"] = DateTimeOffset.MinValue,
            ["id"] = order.EndsWith("due", StringComparison.Ordinal) ? 0L : long.MaxValue,
            ["level"] = "urgent",
            ["after"] = order == "position" ? "" : long.MaxValue,
        };
        return await Plan.OfAsync(
            tasks.Database,
            new Actor(person, ActorRole.User, null),
            db =>
            {
                var lists = new TaskLists(db);
                return order switch
                {
                    "position" => lists.ByPositionAsync(person, filter, "", Limit, CancellationToken.None),
                    "due" or "assigned due" =>
                        lists.ByDueAsync(person, scope, filter, (DateTimeOffset.MinValue, 0), Limit, CancellationToken.None),
                    "priority" =>
                        lists.ByPriorityAsync(person, filter, (TaskPriority.Urgent, long.MaxValue), Limit, CancellationToken.None),
                    _ => lists.NewestAsync(person, scope, filter, long.MaxValue, Limit, CancellationToken.None),
                };
            },
            parameters,
            generic);
    }
}

public sealed class TaskPlanFixture : IAsyncLifetime
{
    public static readonly Guid Owner = Guid.Parse("30000000-0000-4000-8000-000000000001");

    public static readonly Guid Assignee = Guid.Parse("30000000-0000-4000-8000-000000000002");

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ApiDatabase? database;

    internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async Task InitializeAsync()
    {
        const string sql = """
            INSERT INTO app.users (id, username)
            SELECT ('30000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'person' || n
            FROM generate_series(1, 3) AS n;
            INSERT INTO app.follows (follower_id, followee_id)
            VALUES ('30000000-0000-4000-8000-000000000002', '30000000-0000-4000-8000-000000000001');
            INSERT INTO app.tasks (owner_id, assignee_id, title, priority, due_at, position, is_done, done_at)
            SELECT ('30000000-0000-4000-8000-' || lpad((1 + 2 * (n % 2))::text, 12, '0'))::uuid,
                   CASE WHEN n % 10 = 0 THEN '30000000-0000-4000-8000-000000000002'::uuid END,
                   'Task ' || n,
                   CASE n % 3 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' ELSE 'high' END::app.task_priority,
                   CASE WHEN n % 5 < 4 THEN timestamptz '2026-01-01Z' + n * interval '1 minute' END,
                   'V' || lpad((n * 7919 % 200003)::text, 6, '0') || 'z',
                   n % 4 < 2,
                   CASE WHEN n % 4 < 2 THEN now() END
            FROM generate_series(1, 200000) AS n;
            """;

        DapperSetup.Apply();
        database = await ApiDatabase.CreateAsync();
        await Database.Superuser.ExecuteAsync(sql);
        do
        {
            await Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.tasks");
        }
        while (await Database.Superuser.ScalarAsync<bool>(
            "SELECT relallvisible < relpages FROM pg_class WHERE oid = 'app.tasks'::regclass"));
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}
