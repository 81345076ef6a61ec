using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Who flagged what a case is about and why, oldest first; for moderators who did not write it.</summary>
public sealed record ListCaseFlags(Guid CaseId, int Limit, string? Cursor) : IQuery<Page<FlagView>>;

public sealed class ListCaseFlagsValidator : AbstractValidator<ListCaseFlags>
{
    public ListCaseFlagsValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListCaseFlagsHandler(IModerationLists moderation, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListCaseFlags, Page<FlagView>>
{
    public async Task<Result<Page<FlagView>>> Handle(ListCaseFlags query, CancellationToken ct)
    {
        var list = $"moderation/cases/{query.CaseId}/flags";
        var after = cursors.DecodePosition(list, query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var found = await moderation.FlagsAsync(query.CaseId, after.Value ?? KeysetPaging.Oldest, query.Limit + 1, ct);
        return CaseAccess.Refuse(found?.AuthorId, context.Actor) is { } refusal
            ? refusal
            : Page<FlagView>.Of(found!.Flags, query.Limit, last => cursors.Encode(list, new KeysetPosition(last.CreatedAt, last.Id)));
    }
}
