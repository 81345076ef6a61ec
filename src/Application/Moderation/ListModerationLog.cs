using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>What moderation did, newest first, for everyone.</summary>
public sealed record ListModerationLog(int Limit, string? Cursor) : IQuery<Page<LogEntry>>;

public sealed class ListModerationLogValidator : AbstractValidator<ListModerationLog>
{
    public ListModerationLogValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListModerationLogHandler(IModerationLists moderation, CursorCodec cursors)
    : IQueryHandler<ListModerationLog, Page<LogEntry>>
{
    public Task<Result<Page<LogEntry>>> Handle(ListModerationLog query, CancellationToken ct) => cursors.PageAsync(
        "moderation/log",
        query.Cursor,
        query.Limit,
        (after, limit) => moderation.LogAsync(after, limit, ct),
        last => new KeysetPosition(last.CreatedAt, last.Id));
}
