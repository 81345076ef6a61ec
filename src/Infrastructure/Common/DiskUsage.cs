namespace Agora.Infrastructure.Common;

/// <summary>How full a volume is.</summary>
public static class DiskUsage
{
    /// <summary>The share of the volume of this path that is in use, in percent.</summary>
    /// <exception cref="IOException">The volume cannot be measured.</exception>
    public static double Percent(string path)
    {
        try
        {
            var drive = new DriveInfo(path);
            return 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>The folder, or the nearest one above it while it does not exist.</summary>
    public static string Existing(string folder) =>
        Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } parent ? folder : Existing(parent);
}
