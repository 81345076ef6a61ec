namespace Agora.Infrastructure.Common;

/// <summary>How full a volume is.</summary>
public static class DiskUsage
{
    /// <summary>The share of the volume of this path that is in use, in percent. A folder may be missing yet.</summary>
    /// <exception cref="IOException">The volume cannot be measured.</exception>
    public static double Percent(string path)
    {
        try
        {
            var drive = new DriveInfo(Existing(path));
            return 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>The path, or the nearest folder above it while it does not exist.</summary>
    private static string Existing(string path) =>
        Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent ? path : Existing(parent);
}
