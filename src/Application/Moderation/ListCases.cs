using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>The queue of the moderators, what waits longest first.</summary>
public sealed record ListCases(
    CaseStatus Status, CaseSubject? Subject, FlagCategory? Category, AssigneeFilter Assignee, int Limit, string? Cursor,
    CountMode Count = CountMode.None) : IQuery<Page<CaseView>>;

public sealed class ListCasesValidator : AbstractValidator<ListCases>
{
    public ListCasesValidator()
    {
        RuleFor(q => q.Limit).IsModerationLimit();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListCasesHandler(IModerationLists moderation, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListCases, Page<CaseView>>
{
    public async Task<Result<Page<CaseView>>> Handle(ListCases query, CancellationToken ct)
    {
        var filter = new CaseFilter(query.Status, query.Subject, query.Category, query.Assignee, context.SignedInId);
        var page = await cursors.AscendingPageAsync(
            $"moderation/cases?{filter}",
            query.Cursor,
            query.Limit,
            (after, limit) => moderation.QueueAsync(filter, after, limit, ct),
            last => new KeysetPosition(last.OpenedAt, last.Id));
        return await page.CountedAsync(query.Count, () => moderation.CountQueueAsync(filter, query.Count, ct));
    }
}
