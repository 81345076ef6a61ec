using System.Globalization;
using Agora.Domain.Common;

namespace Agora.Domain.Tasks;

public static class TaskErrors
{
    [EnforcedBy("tasks_select")]
    public static readonly Error NotFound = Error.NotFound("task.not_found", "There is no such task.");

    [EnforcedBy("app.tasks.version")]
    public static readonly Error Stale = Error.Stale("task.changed_meanwhile", "The task was changed since you read it. Read it again.");

    [EnforcedBy("app.tasks_guard_assignee")]
    public static readonly Error OwnerOnly = Error.Forbidden(
        "task.owner_only", "The assignee of a task says whether it is done. Everything else is for its owner.");

    [EnforcedBy("tasks_title_check")]
    public static readonly Error TitleInvalid = Error.InvalidField(
        "title", "task.title_invalid", $"Must be one line of 1 to {TaskItem.TitleMax} characters, at least one of them visible.") with
    {
        Constraint = "tasks_title_check",
    };

    [EnforcedBy("tasks_assignee_id_fkey")]
    public static readonly Error AssigneeNotFollower = Error.Conflict(
        "task.assignee_not_follower", "A task is assigned to a person who follows its owner.") with
    {
        Constraint = "tasks_assignee_id_fkey",
    };

    public static readonly Error NeighbourNotFound = Error.NotFound(
        "task.neighbour_not_found", "There is no such task in the same list to move before or after.");

    public static Error LimitReached(int limit) => Error.Conflict(
        "task.limit_reached",
        string.Create(CultureInfo.InvariantCulture, $"You have {limit} tasks, which is the most. Delete some first."));
}
