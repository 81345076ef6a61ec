using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class TransactionCheck(IProbes probes, DoctorSettings settings) : ProbeCheck(probes, "transactions", "activity")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row["transactionSeconds"] is not null && row.Number("transactionSeconds") >= settings.LongTransactionSeconds)
        .Select(row =>
        {
            var isIdle = row.Text("state").StartsWith("idle", StringComparison.Ordinal);
            return Finding.Warning(
                isIdle ? "transaction.idle" : "transaction.long",
                $"{row.Number("pid")}",
                $"A transaction of {row.Text("role")} ({row.Text("application")}) is open for "
                + $"{Quantity.Seconds(row.Number("transactionSeconds"))}{(isIdle ? " and does nothing" : "")}: vacuum cannot remove what "
                + "was deleted since.",
                $"In agora db shell --role maintain: pg_terminate_backend({row.Number("pid")}).");
        });
}

internal sealed class LockCheck(IProbes probes, DoctorSettings settings) : ProbeCheck(probes, "locks", "blocking")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row["waitSeconds"] is not null && row.Number("waitSeconds") >= settings.LockWaitSeconds)
        .Select(row => Finding.Warning(
            "lock.waits",
            row.Text("waitsFor"),
            $"A session of {row.Text("role")} ({row.Text("application")}) waits for a lock on {row.Text("waitsFor")} for "
            + $"{Quantity.Seconds(row.Number("waitSeconds"))}.",
            "agora db probe blocking shows who holds it."));
}

internal sealed class SlotCheck(IProbes probes) : ProbeCheck(probes, "replication slots", "slots")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => !row.Flag("active"))
        .Select(row => row["invalidationReason"] is not null ? Lost(row) : new Finding(
        "slot.unread",
        row.Text("walStatus") is "lost" or "unreserved" ? FindingSeverity.Critical : FindingSeverity.Warning,
        row.Text("slot"),
        $"The replication slot {row.Text("slot")} has no reader; it keeps {Quantity.Megabytes(row.Number("retainedBytes"))} of the "
        + "write-ahead log, and dead rows with it.",
        $"Start its reader, or drop it with pg_drop_replication_slot('{row.Text("slot")}')."));

    private static Finding Lost(JsonObject row) => Finding.Critical(
        "slot.lost",
        row.Text("slot"),
        $"The replication slot {row.Text("slot")} has lost its log ({row.Text("invalidationReason")}): its reader cannot continue.",
        $"Drop it with pg_drop_replication_slot('{row.Text("slot")}'), and copy its reader anew.");
}

internal sealed class ArchiveCheck(IProbes probes) : ProbeCheck(probes, "archive", "wal")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        var row = table.Rows[0];
        if (row.Flag("failing"))
        {
            yield return Finding.Critical(
                "archive.failing",
                null,
                $"The server cannot archive {row.Text("lastFailed")}: what was written since cannot be restored, and the log fills the "
                + "disk.",
                "Read the server's log for the error of archive_command, and correct it.");
        }
    }
}

internal sealed class BackupCheck(IProbes probes) : ProbeCheck(probes, "backups", "backup-readiness")
{
    /// <summary>The setting that this check explains, and the settings leave to it.</summary>
    public const string ArchiveMode = "archive_mode";

    protected override IEnumerable<Finding> Examine(ProbeTable table)
    {
        if (!table.Rows[0].Flag("pointInTime"))
        {
            yield return Finding.Warning(
                "backup.no_archive",
                ArchiveMode,
                "The server archives nothing: after a loss there is only the last full backup, and no restore to a point in time.",
                "agora backup run sets the embedded server up; elsewhere archive_mode = on (restart), with archive_command or "
                + "archive_library.");
        }
    }
}
