using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using FluentValidation;

namespace Agora.Application.Maintenance;

/// <summary>What operators did to the database server, newest first. For admins.</summary>
public sealed record ListActions(OperatorActionKind? Action, int Limit, string? Cursor) : IQuery<Page<OperatorActionView>>
{
    public const int LimitMax = 100;
}

public sealed class ListActionsValidator : AbstractValidator<ListActions>
{
    public ListActionsValidator()
    {
        RuleFor(q => q.Action).IsInEnum();
        RuleFor(q => q.Limit).InclusiveBetween(1, ListActions.LimitMax);
    }
}

public sealed class ListActionsHandler(IActionRecords actions, CursorCodec cursors) : IQueryHandler<ListActions, Page<OperatorActionView>>
{
    public async Task<Result<Page<OperatorActionView>>> Handle(ListActions query, CancellationToken ct)
    {
        var list = $"actions?{query.Action}";
        var before = Guid.AllBitsSet;
        if (query.Cursor is not null
            && !(cursors.Decode(list, query.Cursor) is [var id] && Guid.TryParseExact(id, "N", out before)))
        {
            return CursorCodec.Malformed;
        }

        var rows = await actions.ListAsync(query.Action, before, query.Limit + 1, ct);
        return Page<OperatorActionView>.Of(rows, query.Limit, last => cursors.Encode(list, last.Id.ToString("N")));
    }
}
