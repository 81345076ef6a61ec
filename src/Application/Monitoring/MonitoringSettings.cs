using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Monitoring;

/// <summary>How the database server is watched. Bound from the section <c>Monitoring</c> and validated at start.</summary>
public sealed class MonitoringSettings
{
    public const string Section = "Monitoring";

    /// <summary>Seconds between two samples of the numbers that the console shows; 0 takes none.</summary>
    [Range(0, 3600)]
    public int SampleSeconds { get; set; } = 15;

    /// <summary>Days for which one sample a minute is kept in the database.</summary>
    [Range(1, 365)]
    public int KeepDays { get; set; } = 7;
}
