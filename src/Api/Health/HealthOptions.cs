using System.ComponentModel.DataAnnotations;

namespace Agora.Api.Health;

/// <summary>Checks of readiness. Bound from the section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Timeout of the database check in seconds.</summary>
    [Range(1, 30)]
    public int DatabaseTimeoutSeconds { get; set; } = 5;

    /// <summary>Any path on the volume to watch; empty: the one that holds the temporary files.</summary>
    public string? DiskPath { get; set; }

    /// <summary>From this share of the volume in use on the instance is not ready.</summary>
    [Range(1, 100)]
    public int DiskMaxPercent { get; set; } = 90;

    /// <summary>From this share of the volume that keeps uploaded files in use on the instance is not ready.</summary>
    [Range(1, 100)]
    public int MediaMaxPercent { get; set; } = 95;
}
