using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Follows;

/// <summary>Whom the caller blocked, latest first.</summary>
public sealed record ListBlocked(int Limit, string? Cursor) : IQuery<Page<Person>>;

public sealed class ListBlockedValidator : AbstractValidator<ListBlocked>
{
    public ListBlockedValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListBlockedHandler(IFollowRepository follows, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListBlocked, Page<Person>>
{
    public Task<Result<Page<Person>>> Handle(ListBlocked query, CancellationToken ct)
    {
        var owner = context.SignedInId;
        return cursors.PageAsync(
            $"users/{owner}/blocks",
            query.Cursor,
            query.Limit,
            (after, limit) => follows.BlockedAsync(owner, after, limit, ct),
            last => new KeysetPosition(last.Since, last.Id));
    }
}
