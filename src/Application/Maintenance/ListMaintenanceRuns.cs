using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Maintenance;

/// <summary>The reports of the maintenance, newest first. For admins.</summary>
public sealed record ListMaintenanceRuns(int Limit, string? Cursor) : IQuery<Page<MaintenanceRunView>>
{
    public const int LimitMax = 30;
}

public sealed class ListMaintenanceRunsValidator : AbstractValidator<ListMaintenanceRuns>
{
    public ListMaintenanceRunsValidator() => RuleFor(q => q.Limit).InclusiveBetween(1, ListMaintenanceRuns.LimitMax);
}

public sealed class ListMaintenanceRunsHandler(IMaintenanceRuns runs, CursorCodec cursors)
    : IQueryHandler<ListMaintenanceRuns, Page<MaintenanceRunView>>
{
    private const string List = "maintenance";

    public async Task<Result<Page<MaintenanceRunView>>> Handle(ListMaintenanceRuns query, CancellationToken ct)
    {
        var before = Guid.AllBitsSet;
        if (query.Cursor is not null
            && !(cursors.Decode(List, query.Cursor) is [var id] && Guid.TryParseExact(id, "N", out before)))
        {
            return CursorCodec.Malformed;
        }

        var rows = await runs.ListAsync(before, query.Limit + 1, ct);
        return Page<MaintenanceRunView>.Of(rows, query.Limit, last => cursors.Encode(List, last.Id.ToString("N")));
    }
}
