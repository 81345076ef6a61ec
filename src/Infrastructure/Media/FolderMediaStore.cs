using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media;

/// <summary>
/// Keeps content in a folder, below two levels of folders named by the first digits of the checksum. A file appears whole or not
/// at all: it was flushed to disk where it was received, and is moved to its name.
/// </summary>
internal sealed class FolderMediaStore(string folder) : IMediaStore
{
    /// <summary>Where uploads are received: on the same volume, so that moving is renaming.</summary>
    public static string Incoming(string folder) => Path.Combine(folder, "incoming");

    public Task PutAsync(ReceivedMedia received, CancellationToken ct) => Guarded(() =>
    {
        var path = PathOf(received.Checksum);
        if (File.Exists(path) && new FileInfo(path).Length == received.Size)
        {
            return;
        }

        var parent = Path.GetDirectoryName(path)!;
        PrivateFolder.Create(parent);
        File.Move(received.Path, path, overwrite: true);
        FolderFlush.Flush(parent);
    });

    public Task<Stream?> OpenAsync(string checksum, long size, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(
                PathOf(checksum),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                bufferSize: 1,
                FileOptions.Asynchronous);
            if (file.Length == size)
            {
                return Task.FromResult<Stream?>(file);
            }

            file.Dispose();
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DependencyException(MediaErrors.StoreAway, exception);
        }
    }

    public Task RemoveAsync(string checksum, CancellationToken ct) => Guarded(() =>
    {
        var path = PathOf(checksum);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    });

    private string PathOf(string checksum) => Path.Combine(folder, checksum[..2], checksum[2..4], checksum);

    private static Task Guarded(Action work)
    {
        MediaDisk.Guard(work);
        return Task.CompletedTask;
    }
}
