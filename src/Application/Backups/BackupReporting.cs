using Agora.Domain.Backups;
using Agora.Domain.Common;

namespace Agora.Application.Backups;

internal static class BackupReporting
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Keeps the report; that of a failure becomes an error, so that a job of it fails.</summary>
    public static async Task<Result<int>> KeepAsync(this IBackupReports reports, BackupReport report, CancellationToken ct)
    {
        await reports.AddAsync(report, CancellationToken.None);
        await reports.PurgeAsync(Kept, ct);
        return report.Problem is { } problem ? BackupErrors.Failed(problem) : 0;
    }
}
