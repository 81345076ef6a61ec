using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Backups;

/// <summary>Reports of backups and drills, newest first. For admins.</summary>
public sealed record ListBackupReports(int Limit, string? Cursor) : IQuery<Page<BackupReport>>
{
    public const int LimitMax = 100;
}

public sealed class ListBackupReportsValidator : AbstractValidator<ListBackupReports>
{
    public ListBackupReportsValidator() => RuleFor(q => q.Limit).InclusiveBetween(1, ListBackupReports.LimitMax);
}

public sealed class ListBackupReportsHandler(IBackupReports reports, CursorCodec cursors)
    : IQueryHandler<ListBackupReports, Page<BackupReport>>
{
    private const string List = "backups";

    public async Task<Result<Page<BackupReport>>> Handle(ListBackupReports query, CancellationToken ct)
    {
        var before = Guid.AllBitsSet;
        if (query.Cursor is not null
            && !(cursors.Decode(List, query.Cursor) is [var id] && Guid.TryParseExact(id, "N", out before)))
        {
            return CursorCodec.Malformed;
        }

        var rows = await reports.ListAsync(before, query.Limit + 1, ct);
        return Page<BackupReport>.Of(rows, query.Limit, last => cursors.Encode(List, last.Id.ToString("N")));
    }
}
