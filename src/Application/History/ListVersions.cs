using System.Globalization;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.History;
using FluentValidation;

namespace Agora.Application.History;

/// <summary>The versions of a thing, newest first.</summary>
public sealed record ListVersions(HistorySubject Subject, Guid Id, int Limit, string? Cursor) : IQuery<Page<VersionEntry>>
{
    public const int LimitMax = 100;
}

public sealed class ListVersionsValidator : AbstractValidator<ListVersions>
{
    public ListVersionsValidator() => RuleFor(q => q.Limit).InclusiveBetween(1, ListVersions.LimitMax);
}

public sealed class ListVersionsHandler(IHistoryRepository history, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListVersions, Page<VersionEntry>>
{
    public async Task<Result<Page<VersionEntry>>> Handle(ListVersions query, CancellationToken ct)
    {
        var list = $"history/{query.Subject}/{query.Id}";
        var before = int.MaxValue;
        if (query.Cursor is not null
            && !(cursors.Decode(list, query.Cursor) is [var number]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out before)))
        {
            return CursorCodec.Malformed;
        }

        var rows = await history.ListAsync(query.Subject, query.Id, before, query.Limit + 1, ct);
        if (rows.Count == 0 || !context.Actor.MaySee(query.Subject, rows[0].OwnerId))
        {
            return HistoryErrors.NotFound;
        }

        var entries = rows.Where(r => r.Entry is not null).Select(r => Shown(r.Entry!, r.OwnerId)).ToList();
        return Page<VersionEntry>.Of(
            entries, query.Limit, last => cursors.Encode(list, last.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private VersionEntry Shown(VersionEntry entry, Guid ownerId) => entry with
    {
        Changed = [.. entry.Changed.Select(HistoryAccess.Name)],
        // An author never learns who moderated or flagged what they wrote, not even one of the staff.
        ChangedBy = (context.Actor.IsStaff && !context.Actor.Is(ownerId)) || entry.ChangedBy?.Id == ownerId ? entry.ChangedBy : null,
    };
}
