using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

/// <param name="AssigneeId">Null for the owner.</param>
/// <param name="DueAt">Null for a task without a due time.</param>
/// <param name="DoneAt">Null while it is not done.</param>
public sealed record TaskView(
    long Id,
    string Title,
    TaskPriority Priority,
    bool IsDone,
    DateTimeOffset? DoneAt,
    DateTimeOffset? DueAt,
    Guid OwnerId,
    Guid? AssigneeId,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
