using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Cases about what the caller wrote, newest first.</summary>
public sealed record ListOwnCases(int Limit, string? Cursor) : IQuery<Page<OwnCase>>;

public sealed class ListOwnCasesValidator : AbstractValidator<ListOwnCases>
{
    public ListOwnCasesValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListOwnCasesHandler(IModerationLists moderation, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListOwnCases, Page<OwnCase>>
{
    public Task<Result<Page<OwnCase>>> Handle(ListOwnCases query, CancellationToken ct)
    {
        var me = context.SignedInId;
        return cursors.PageAsync(
            $"moderation/mine?author={me}",
            query.Cursor,
            query.Limit,
            (after, limit) => moderation.OwnAsync(me, after, limit, ct),
            last => new KeysetPosition(last.OpenedAt, last.Id));
    }
}
