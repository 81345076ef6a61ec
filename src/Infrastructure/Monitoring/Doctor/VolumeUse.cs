using Agora.Application.Monitoring.Doctor;
using Agora.Infrastructure.Common;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>How full the volume is that holds a path.</summary>
public static class VolumeUse
{
    private const int WarnBefore = 10;

    /// <param name="maxPercent">From here on the volume counts as full.</param>
    public static Finding? Examine(string path, int maxPercent) => Percent(path) is { } used && used >= maxPercent - WarnBefore
        ? new Finding(
            "disk.full",
            used >= maxPercent ? FindingSeverity.Critical : FindingSeverity.Warning,
            path,
            $"The volume of {path} is {Quantity.Percent(used)} full; {maxPercent} % count as full.",
            "Free room there, or give the volume more.")
        : null;

    private static double? Percent(string path)
    {
        try
        {
            return DiskUsage.Percent(path);
        }
        catch (IOException)
        {
            // What cannot be measured is no finding.
            return null;
        }
    }
}
