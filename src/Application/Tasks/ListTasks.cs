using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Tasks;
using FluentValidation;

namespace Agora.Application.Tasks;

public enum TaskScope
{
    /// <summary>The caller's own.</summary>
    Owned,

    /// <summary>Those of others that are assigned to the caller.</summary>
    Assigned,
}

/// <summary>What comes first in a list of tasks.</summary>
public enum TaskSort
{
    [JsonStringEnumMemberName("position")]
    Position,

    [JsonStringEnumMemberName("dueAt")]
    Due,

    [JsonStringEnumMemberName("-priority")]
    Priority,

    [JsonStringEnumMemberName("-createdAt")]
    Newest,
}

/// <param name="IsDone">Null for both.</param>
/// <param name="Assignee">Among the caller's own tasks.</param>
/// <param name="Sort">Null for the order of the owner, or the newest of what is assigned.</param>
public sealed record ListTasks(
    TaskScope Scope,
    bool? IsDone,
    TaskPriority? Priority,
    Guid? Assignee,
    DateTimeOffset? DueBefore,
    TaskSort? Sort,
    int Limit,
    string? Cursor) : IQuery<Page<TaskView>>
{
    /// <summary>The place of tasks without a due time, as in the column <c>due_order</c>.</summary>
    public static readonly DateTimeOffset DueLast = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_990);
}

public sealed class ListTasksValidator : AbstractValidator<ListTasks>
{
    public ListTasksValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Scope).IsInEnum();
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Priority).IsInEnum();
        RuleFor(q => q.Sort).Must(sort => sort is null or TaskSort.Due or TaskSort.Newest)
            .When(q => q.Scope == TaskScope.Assigned)
            .WithMessage("Must be `dueAt` or `-createdAt` for tasks that are assigned to you.");
        RuleFor(q => q.Assignee).Null()
            .When(q => q.Scope == TaskScope.Assigned)
            .WithMessage("Must be left out for tasks that are assigned to you.");
    }
}

public sealed class ListTasksHandler(ITaskLists tasks, CursorCodec cursors, ActorContext context) : IQueryHandler<ListTasks, Page<TaskView>>
{
    public async Task<Result<Page<TaskView>>> Handle(ListTasks query, CancellationToken ct)
    {
        var person = context.SignedInId;
        var sort = query.Sort ?? (query.Scope == TaskScope.Owned ? TaskSort.Position : TaskSort.Newest);
        var filter = new TaskFilter(query.IsDone, query.Priority, query.Assignee, query.DueBefore);
        var list = string.Create(CultureInfo.InvariantCulture, $"tasks/{person}?{query.Scope}&{filter}&sort={sort}");
        var after = query.Cursor is null ? null : cursors.Decode(list, query.Cursor);
        if (query.Cursor is not null && after is null)
        {
            return CursorCodec.Malformed;
        }

        var wanted = query.Limit + 1;
        var rows = await (sort switch
        {
            TaskSort.Position => tasks.ByPositionAsync(person, filter, after?[0] ?? "", wanted, ct),
            TaskSort.Due => tasks.ByDueAsync(person, query.Scope, filter, Due(after), wanted, ct),
            TaskSort.Priority => tasks.ByPriorityAsync(person, filter, Priority(after), wanted, ct),
            TaskSort.Newest => tasks.NewestAsync(person, query.Scope, filter, Id(after) ?? long.MaxValue, wanted, ct),
        });
        return Page<TaskRow>.Of(rows, query.Limit, last => cursors.Encode(list, Key(last, sort))).Map(row => row.Task);
    }

    // A cursor is signed, so its values are ours.
    private static (DateTimeOffset Due, long Id) Due(string[]? after) => after is null
        ? (DateTimeOffset.MinValue, 0)
        : (new DateTimeOffset(Number(after[0]), TimeSpan.Zero), Number(after[1]));

    private static (TaskPriority Priority, long Id) Priority(string[]? after) =>
        after is null ? (TaskPriority.Urgent, long.MaxValue) : ((TaskPriority)Number(after[0]), Number(after[1]));

    private static long? Id(string[]? after) => after is null ? null : Number(after[0]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Key(TaskRow last, TaskSort sort)
    {
        var id = last.Task.Id.ToString(CultureInfo.InvariantCulture);
        return sort switch
        {
            TaskSort.Position => [last.Position],
            TaskSort.Due => [(last.Task.DueAt ?? ListTasks.DueLast).UtcTicks.ToString(CultureInfo.InvariantCulture), id],
            TaskSort.Priority => [((int)last.Task.Priority).ToString(CultureInfo.InvariantCulture), id],
            TaskSort.Newest => [id],
        };
    }
}
