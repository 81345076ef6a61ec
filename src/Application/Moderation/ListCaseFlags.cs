using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Who flagged what a case is about and why, oldest first; for moderators.</summary>
public sealed record ListCaseFlags(Guid CaseId, int Limit, string? Cursor) : IQuery<Page<FlagView>>;

public sealed class ListCaseFlagsValidator : AbstractValidator<ListCaseFlags>
{
    public ListCaseFlagsValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListCaseFlagsHandler(IModerationLists moderation, CursorCodec cursors) : IQueryHandler<ListCaseFlags, Page<FlagView>>
{
    public Task<Result<Page<FlagView>>> Handle(ListCaseFlags query, CancellationToken ct) => cursors.RisingPageAsync(
        $"moderation/cases/{query.CaseId}/flags",
        query.Cursor,
        query.Limit,
        (after, limit) => moderation.FlagsAsync(query.CaseId, after, limit, ct),
        last => new TimedKey(last.CreatedAt, last.Id));
}
