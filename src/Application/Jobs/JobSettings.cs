using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Jobs;

/// <summary>How this process runs jobs. Bound from the section <c>Jobs</c> and checked at start.</summary>
public sealed class JobSettings
{
    public const string Section = "Jobs";

    /// <summary>How long giving jobs back may take when the process stops.</summary>
    public const int GiveBackSeconds = 5;

    /// <summary>Jobs that this process runs at once; 0 for none, where <c>agora worker</c> runs them.</summary>
    [Range(0, 100)]
    public int Workers { get; set; } = 4;

    /// <summary>Seconds between looking for due jobs where no notification comes, as behind a connection pooler.</summary>
    [Range(1, 300)]
    public int PollSeconds { get; set; } = 5;

    /// <summary>Seconds after which the jobs of a worker that is gone are taken back. Heartbeats come three times as often.</summary>
    [Range(3, 600)]
    public int LeaseSeconds { get; set; } = 45;

    /// <summary>
    /// Seconds that running jobs have to finish when the process stops, before they are given back. At least 5 less than
    /// Server:ShutdownTimeoutSeconds.
    /// </summary>
    [Range(0, 300)]
    public int StopSeconds { get; set; } = 5;

    /// <summary>Hours that succeeded jobs are kept.</summary>
    [Range(1, 8760)]
    public int KeepSucceededHours { get; set; } = 24;

    /// <summary>Days that failed and cancelled jobs are kept.</summary>
    [Range(1, 3650)]
    public int KeepFailedDays { get; set; } = 30;

    public TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
