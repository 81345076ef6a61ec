using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Application.Common;
using Agora.Application.Tasks;
using Agora.Domain.Posts;
using Agora.Domain.Tasks;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Tasks;

internal static class TaskEndpoints
{
    private const int DefaultLimit = 20;

    /// <summary>The largest whole number that every client of JSON holds exactly.</summary>
    private const double TaskIdMax = 9_007_199_254_740_991;

    public static void MapTasks(this IEndpointRouteBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("Tasks");
        tasks.MapPost("/", Create).WithName("CreateTask").AllowsBatch();
        tasks.MapGet("/", List).WithName("ListTasks");
        tasks.MapGet("/{taskId:long}", Get).WithName("GetTask");
        tasks.MapPatch("/{taskId:long}", Update).WithName("UpdateTask").AllowsBatch();
        tasks.MapDelete("/{taskId:long}", Delete).WithName("DeleteTask").AllowsBatch().AcceptsIfMatch();
        tasks.MapPost("/{taskId:long}/move", Move).WithName("MoveTask").AllowsBatch();
    }

    /// <param name="DueAt">When it has to be done.</param>
    /// <param name="AssigneeId">A follower of the caller who is asked to do it.</param>
    internal sealed record CreateRequest(
        [property: StringLength(TaskItem.TitleMax, MinimumLength = 1)] string Title,
        TaskPriority Priority = TaskPriority.Medium,
        DateTimeOffset? DueAt = null,
        Guid? AssigneeId = null);

    internal sealed record UpdateRequest
    {
        [StringLength(TaskItem.TitleMax, MinimumLength = 1)]
        public Optional<string> Title { get; init; }

        public Optional<TaskPriority> Priority { get; init; }

        /// <summary>Null removes the due time.</summary>
        public Optional<DateTimeOffset?> DueAt { get; init; }

        /// <summary>Null ends the assignment.</summary>
        public Optional<Guid?> AssigneeId { get; init; }

        public Optional<bool> IsDone { get; init; }
    }

    /// <param name="Side">The side of the other task that this one moves to.</param>
    /// <param name="TaskId">The other task.</param>
    internal sealed record MoveRequest(TaskSide Side, long TaskId);

    [EndpointSummary("Create a task")]
    [EndpointDescription(
        "Adds the task to the end of the caller's list. A task is private to its owner and its assignee, who must follow the owner (409 "
        + "`task.assignee_not_follower`); when the follow ends, also by a block or a closed account, so does the assignment. The number "
        + "of tasks is limited (409 `task.limit_reached`).")]
    private static async Task<Results<Created<TaskView>, ProblemHttpResult>> Create(
        CreateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var created = await mediator.Send(new CreateTask(body.Title, body.Priority, body.DueAt, body.AssigneeId), ct);
        return created.ToCreated(http, Tag, task => string.Create(CultureInfo.InvariantCulture, $"/api/v1/tasks/{task.Id}"));
    }

    [EndpointSummary("List tasks")]
    [EndpointDescription(
        "The caller's tasks, or those of others that are assigned to the caller. `position` is the order that the owner gave the list; "
        + "tasks without a due time are last by `dueAt`; `-priority` lists the most urgent first. Without `sort`, own tasks are listed by "
        + "position and assigned ones newest first.")]
    private static async Task<Results<Ok<Page<TaskView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("`owned` for the caller's tasks, `assigned` for those that are assigned to the caller.")]
        TaskScope scope = TaskScope.Owned,
        [Description("Only tasks that are done, or that are not.")] bool? done = null,
        [Description("Only tasks of this priority.")] TaskPriority? priority = null,
        [Description("Only own tasks that are assigned to this user.")] Guid? assignee = null,
        [Description("Only tasks that are due before this time.")] DateTimeOffset? dueBefore = null,
        [Description("The order. Assigned tasks are sorted by `dueAt` or `-createdAt`.")] TaskSort? sort = null,
        [Description("Page size, 1 to 100."), Range(1, PostRules.PageMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListTasks(scope, done, priority, assignee, dueBefore, sort, limit, cursor), ct)).ToOk();

    [EndpointSummary("Get a task")]
    [EndpointDescription("For its owner and its assignee; not found for everyone else, admins included.")]
    private static async Task<Results<Ok<TaskView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        [Range(1, TaskIdMax)] long taskId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetTask(taskId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update a task")]
    [EndpointDescription(
        "For its owner. The assignee may send `isDone` and nothing else (403 `task.owner_only`). `doneAt` is the time at which it was last "
        + "marked as done.")]
    private static async Task<Results<Ok<TaskView>, ProblemHttpResult>> Update(
        [Range(1, TaskIdMax)] long taskId, UpdateRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(
            http,
            version => new UpdateTask(taskId, version)
            {
                Title = body.Title,
                Priority = body.Priority,
                DueAt = body.DueAt,
                AssigneeId = body.AssigneeId,
                IsDone = body.IsDone,
            },
            new GetTask(taskId),
            Tag,
            ct)).ToSaved(http, Tag);

    [EndpointSummary("Delete a task")]
    [EndpointDescription("For its owner. The task is deleted permanently.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        [Range(1, TaskIdMax)] long taskId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new DeleteTask(taskId, version), ct)).ToNoContent();

    [EndpointSummary("Move a task")]
    [EndpointDescription(
        "For its owner: before or after another task of the same list (404 `task.neighbour_not_found`). Concurrent moves to the same place "
        + "all succeed. The position is not a part of the task, so that its version and ETag stay.")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Move(
        [Range(1, TaskIdMax)] long taskId, MoveRequest body, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new MoveTask(taskId, body.Side, body.TaskId), ct)).ToNoContent();

    private static string Tag(TaskView task) => string.Create(CultureInfo.InvariantCulture, $"\"{task.Version}\"");
}
