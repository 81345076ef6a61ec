using Agora.Application.Common;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media;

/// <summary>
/// Every use of the disk that keeps files goes through here: a full or broken disk is no fault of the caller, and a full one has a code
/// of its own.
/// </summary>
internal static class MediaDisk
{
    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    public static void Guard(Action work) => Guard<bool>(() =>
    {
        work();
        return true;
    });

    public static async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    /// <summary>What stays is removed by a later sweep.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk that refuses this has refused the upload as well, and that failure is reported.
        }
    }

    private static DependencyException Failure(Exception exception) => IsFull(exception)
        ? new DependencyException(MediaErrors.StorageFull, new IOException(
            "The disk of the files is full. Files that nothing uses free their room after Media:UnusedMinutes; "
                    + "agora media sweep frees it at once.",
                    exception))
        : new DependencyException(MediaErrors.StoreAway, exception);

    private static bool IsFull(Exception exception)
    {
        var code = exception.HResult & 0xffff;
        return OperatingSystem.IsWindows() ? code is 0x70 or 0x27
            : OperatingSystem.IsMacOS() ? code is 28 or 69
            : code is 28 or 122;
    }
}

/// <summary>The folder on whose volume uploads are received and, without S3, kept. Null where no files are kept.</summary>
public sealed record MediaVolume(string? Folder);
