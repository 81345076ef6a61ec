using System.Globalization;
using Agora.Application.Backups;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>There is a backup, it is new, and a drill restored one of late.</summary>
internal sealed class BackupAgeCheck(IBackupReports reports, DoctorSettings settings, TimeProvider clock) : IDoctorCheck
{
    public string Name => "age of backups";

    public CheckNeeds Needs => CheckNeeds.Database;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var last = await reports.LastAsync(ct);
        return new CheckOutcome([.. Examine(last)]);
    }

    private IEnumerable<Finding> Examine(LastBackups last)
    {
        if (last.BackupAt is not { } newest)
        {
            yield return Finding.Notice(
                "backup.none",
                null,
                "Agora has made no backup of this database. Those of other tools are not known to it.",
                "agora backup run makes one, and Backup:Nightly one each night.");
            yield break;
        }

        if (Hours(newest) is var age && age > settings.BackupHours)
        {
            yield return Finding.Critical(
                "backup.old",
                null,
                string.Create(CultureInfo.InvariantCulture, $"The newest backup is {age:0} hours old."),
                "GET /api/v1/database/backups says what failed since; agora backup run makes one now.");
        }

        if (Hours(last.ProvenAt ?? last.FirstAt ?? newest) is var proven && proven > settings.ProvenBackupHours)
        {
            yield return Finding.Warning(
                "backup.unproven",
                null,
                string.Create(CultureInfo.InvariantCulture, $"No backup of the last {proven:0} hours was restored in a drill."),
                "agora backup drill restores the newest into a scratch server and compares it.");
        }
    }

    private double Hours(DateTimeOffset since) => (clock.GetUtcNow() - since).TotalHours;
}
