using Agora.Application.Monitoring.Doctor;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>How full the volume is that holds a path.</summary>
public static class VolumeUse
{
    private const int WarnBefore = 10;

    /// <summary>Null where it cannot be measured.</summary>
    public static double? Percent(string path)
    {
        try
        {
            var drive = new DriveInfo(path);
            return 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <param name="maxPercent">From here on the volume counts as full.</param>
    public static Finding? Examine(string path, int maxPercent) => Percent(path) is { } used && used >= maxPercent - WarnBefore
        ? new Finding(
            "disk.full",
            used >= maxPercent ? FindingSeverity.Critical : FindingSeverity.Warning,
            path,
            $"The volume of {path} is {Quantity.Percent(used)} full; {maxPercent} % count as full.",
            "Free room there, or give the volume more.")
        : null;

    /// <summary>The closest folder that is there: that of files is made by the first upload.</summary>
    public static string Existing(string path) =>
        Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent ? path : Existing(parent);
}
