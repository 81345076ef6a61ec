using System.Buffers;
using System.Security.Cryptography;
using Agora.Application.Media;
using Agora.Domain.Common;
using Agora.Domain.Media;
using Agora.Infrastructure.Media.Formats;

namespace Agora.Infrastructure.Media;

/// <summary>Receives uploads in a folder of their own, a buffer at a time.</summary>
/// <param name="folder">Made when the first upload comes. On the volume of the store, where that is a folder: files are moved.</param>
/// <param name="open">Makes a file to write and read; another one for tests of a full disk.</param>
internal sealed class MediaIntake(string folder, MediaSettings settings, Func<string, FileStream>? open = null) : IMediaIntake
{
    private const string Pattern = "*.upload";

    public async Task<Result<ReceivedMedia>> ReceiveAsync(Stream body, CancellationToken ct)
    {
        var head = new byte[MediaSniffer.HeadBytes];
        var length = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (length == 0)
        {
            return MediaErrors.Empty;
        }

        if (MediaSniffer.Sniff(head.AsSpan(0, length)) is not { } type)
        {
            return MediaErrors.TypeRefused;
        }

        string? raw = NewPath();
        try
        {
            var limit = type.Kind == MediaKind.Image ? settings.MaxImageBytes : settings.MaxFileBytes;
            if (await WriteAsync(raw, head.AsMemory(0, length), body, limit, ct) is not { } written)
            {
                return MediaErrors.TooLarge(limit);
            }

            // Reading and writing a local file of bounded size, a page cache away.
            if (type.Kind == MediaKind.Image)
            {
                return await Task.Run(() => MediaDisk.Guard(() => CleanImage(raw, type)), ct);
            }

            var cleaned = type == MediaType.Mp4 || type == MediaType.QuickTime || type == MediaType.Mp4Audio
                ? await Task.Run(() => MediaDisk.Guard(() => CleanVideo(raw, written)), ct)
                : written;
            if (cleaned is null)
            {
                return MediaErrors.Malformed;
            }

            var received = new ReceivedMedia(raw, type, cleaned.Checksum, cleaned.Size, Pixels: null);
            raw = null;
            return received;
        }
        finally
        {
            if (raw is not null)
            {
                MediaDisk.TryDelete(raw);
            }
        }
    }

    public int RemoveAbandoned(DateTimeOffset before)
    {
        var removed = 0;
        if (!Directory.Exists(folder))
        {
            return removed;
        }

        foreach (var path in Directory.EnumerateFiles(folder, Pattern))
        {
            if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
            {
                File.Delete(path);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Null when it breaks the rules of its format.</summary>
    private static Written? CleanVideo(string path, Written written)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (!Mp4File.Clean(file))
            {
                return written;
            }

            file.Flush(flushToDisk: true);
            file.Position = 0;
            return written with { Checksum = Convert.ToHexStringLower(SHA256.HashData(file)) };
        }
        catch (MalformedMediaException)
        {
            return null;
        }
    }

    private Result<ReceivedMedia> CleanImage(string raw, MediaType type)
    {
        var path = NewPath();
        var kept = false;
        try
        {
            ImageSize pixels;
            long size;
            byte[] checksum;
            using (var source = new FileStream(raw, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1))
            using (var target = Open(path, bufferSize: 64 * 1024))
            {
                pixels = Clean(new FileReader(source), target, type);
                target.Flush(flushToDisk: true);
                size = target.Length;
                target.Position = 0;
                checksum = SHA256.HashData(target);
            }

            kept = true;
            return new ReceivedMedia(path, type, Convert.ToHexStringLower(checksum), size, pixels);
        }
        catch (MalformedMediaException)
        {
            return MediaErrors.Malformed;
        }
        catch (TooManyPixelsException)
        {
            return MediaErrors.TooManyPixels(settings.MaxPixels);
        }
        finally
        {
            if (!kept)
            {
                MediaDisk.TryDelete(path);
            }
        }
    }

    private ImageSize Clean(FileReader source, FileStream target, MediaType type)
    {
        var limits = PixelLimits.From(settings);
        return type.Name switch
        {
            "image/jpeg" => JpegFile.Clean(source, target, limits),
            "image/png" => PngFile.Clean(source, target, limits),
            "image/gif" => GifFile.Clean(source, target, limits),
            "image/webp" => WebpFile.Clean(source, target, limits),
            _ => throw new InvalidOperationException($"{type.Name} has no reader."),
        };
    }

    private sealed record Written(string Checksum, long Size);

    /// <summary>Null as soon as there are more bytes than the limit.</summary>
    private async Task<Written?> WriteAsync(string path, ReadOnlyMemory<byte> head, Stream body, long limit, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var file = MediaDisk.Guard(() => Open(path, bufferSize: 1));
            var size = 0L;
            for (var part = head; part.Length > 0; part = buffer.AsMemory(0, await body.ReadAsync(buffer, ct)))
            {
                size += part.Length;
                if (size > limit)
                {
                    return null;
                }

                hash.AppendData(part.Span);
                await MediaDisk.GuardAsync(() => file.WriteAsync(part, ct).AsTask());
            }

            await MediaDisk.GuardAsync(() => Task.Run(() => file.Flush(flushToDisk: true), ct));
            return new Written(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FileStream Open(string path, int bufferSize) => open is null
        ? new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize)
        : open(path);

    private string NewPath()
    {
        MediaDisk.Guard(() => PrivateFolder.Create(folder));
        return Path.Combine(folder, $"{Guid.CreateVersion7():N}{Pattern[1..]}");
    }
}
