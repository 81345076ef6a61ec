using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Monitoring.Doctor;

/// <summary>From when on <c>agora doctor</c> reports. Bound from the section <c>Doctor</c> and checked at start.</summary>
public sealed class DoctorSettings
{
    public const string Section = "Doctor";

    /// <summary>
    /// Processes that serve or run jobs, each with a pool of its own. 0 counts the addresses that they connect from, which is too few
    /// where several run on one machine.
    /// </summary>
    [Range(0, 1000)]
    public int Instances { get; set; }

    /// <summary>Oldest version of the server that is not reported, such as 17.11. Empty: the newest that Agora knows.</summary>
    public string? MinimumServerVersion { get; set; }

    /// <summary>Seconds from which an open transaction is reported.</summary>
    [Range(0, 86_400)]
    public int LongTransactionSeconds { get; set; } = 600;

    /// <summary>Seconds from which a session that waits for a lock is reported.</summary>
    [Range(0, 3600)]
    public int LockWaitSeconds { get; set; } = 30;

    /// <summary>Megabytes of unused room from which a table or index is reported, where it is also half of its size.</summary>
    [Range(0, 1_000_000)]
    public int BloatMegabytes { get; set; } = 100;

    /// <summary>Days that the server must have counted before an index that no statement used is reported.</summary>
    [Range(0, 365)]
    public int UnusedIndexDays { get; set; } = 30;

    /// <summary>Hours from which the newest backup is reported as old.</summary>
    [Range(1, 100_000)]
    public int BackupHours { get; set; } = 30;

    /// <summary>Hours from which it is reported that no backup was restored in a drill.</summary>
    [Range(1, 100_000)]
    public int ProvenBackupHours { get; set; } = 168;

    /// <summary>Percent of the volume of the database in use from which it is reported as critical; 10 less as a warning.</summary>
    [Range(1, 100)]
    public int DataMaxPercent { get; set; } = 90;
}
