using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>The queue of the moderators, what waits longest first.</summary>
public sealed record ListCases(
    CaseStatus Status, CaseSubject? Subject, FlagCategory? Category, AssigneeFilter Assignee, int Limit, string? Cursor) : IQuery<Page<CaseView>>;

public sealed class ListCasesValidator : AbstractValidator<ListCases>
{
    public ListCasesValidator() => RuleFor(q => q.Limit).IsModerationLimit();
}

public sealed class ListCasesHandler(IModerationLists moderation, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListCases, Page<CaseView>>
{
    public Task<Result<Page<CaseView>>> Handle(ListCases query, CancellationToken ct)
    {
        var filter = new CaseFilter(query.Status, query.Subject, query.Category, query.Assignee, context.SignedInId);
        return cursors.RisingPageAsync(
            $"moderation/cases?{filter}",
            query.Cursor,
            query.Limit,
            (after, limit) => moderation.QueueAsync(filter, after, limit, ct),
            last => new TimedKey(last.OpenedAt, last.Id));
    }
}
