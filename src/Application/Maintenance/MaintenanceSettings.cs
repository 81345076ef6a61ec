using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Maintenance;

/// <summary>
/// How the database is maintained at night. Bound from the section <c>Maintenance</c> and checked at start. The schedule is that of the
/// kind of job <c>database.maintain</c> (17 3 * * * in UTC).
/// </summary>
public sealed class MaintenanceSettings
{
    public const string Section = "Maintenance";

    /// <summary>When steps may begin, in UTC, such as 22:00-04:30; the next run continues with what is left. Empty for any time.</summary>
    [RegularExpression("^$|^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", MatchTimeoutInMilliseconds = 100)]
    public string Window { get; set; } = "01:00-05:00";

    /// <summary>Days that the reports of runs are kept.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 90;
}
