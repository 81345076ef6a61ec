using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>The strikes of a person, newest first; for that person and moderators.</summary>
public sealed record ListStrikes(Guid UserId, int Limit, string? Cursor) : IQuery<Page<StrikeView>>;

public sealed class ListStrikesValidator : AbstractValidator<ListStrikes>
{
    public ListStrikesValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListStrikesHandler(IModerationLists moderation, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListStrikes, Page<StrikeView>>
{
    public async Task<Result<Page<StrikeView>>> Handle(ListStrikes query, CancellationToken ct) =>
        context.Actor.IsStaff || context.Actor.Is(query.UserId)
            ? await cursors.PageOfAsync(
                UserErrors.NotFound,
                $"users/{query.UserId}/strikes",
                query.Cursor,
                query.Limit,
                (after, limit) => moderation.StrikesAsync(query.UserId, after, limit, ct),
                last => new KeysetPosition(last.GivenAt, last.CaseId))
            : UserErrors.NotFound;
}
