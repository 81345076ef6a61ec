using System.Buffers.Binary;
using System.Text;
using Agora.Application.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>
/// Copies the chunks that show a PNG or an animated one, and of its Exif which way is up. Texts, times, unknown chunks and
/// trailing bytes stay out.
/// </summary>
internal static class PngFile
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "cLLI", "sBIT", "bKGD", "pHYs",
        "acTL", "fcTL", "fdAT",
    };

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static ImageSize Clean(FileReader source, Stream target, PixelLimits limits)
    {
        if (!source.Read(Signature.Length).AsSpan().SequenceEqual(Signature))
        {
            throw new MalformedMediaException("A PNG begins otherwise.");
        }

        target.Write(Signature);
        var (width, height) = Header(source, target);
        limits.Check(width, height, frames: 1);
        var frames = 0;
        var shown = false;
        int? orientation = null;
        Span<byte> head = stackalloc byte[8];
        while (true)
        {
            source.Read(head);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.ASCII.GetString(head[4..]);
            if (length > int.MaxValue || !type.All(char.IsAsciiLetter) || type == "IHDR")
            {
                throw new MalformedMediaException("A chunk is none.");
            }

            shown |= type == "IDAT";
            if (type == "fcTL")
            {
                limits.Check(width, height, ++frames);
            }

            if (type == "eXIf" && orientation is null)
            {
                orientation = Orientation(source, length, target);
                continue;
            }

            var kept = Kept.Contains(type);
            if (!kept && char.IsAsciiLetterUpper(type[0]))
            {
                throw new MalformedMediaException("A chunk that must be understood is unknown.");
            }

            if (kept)
            {
                target.Write(head);
            }

            // The checksum behind each chunk travels with it.
            source.Pass(length + 4L, kept ? target : null);
            if (type == "IEND")
            {
                break;
            }
        }

        return shown
            ? ExifOrientation.Shown(width, height, Math.Max(1, frames), orientation ?? 1)
            : throw new MalformedMediaException("A PNG shows something.");
    }

    /// <summary>Reads an eXIf chunk, and writes one that holds only the orientation if the picture is not upright.</summary>
    private static int? Orientation(FileReader source, uint length, Stream target)
    {
        var exif = source.Read((int)Math.Min(length, ExifOrientation.BytesMax));
        source.Pass(length - exif.Length + 4L, null);
        var orientation = ExifOrientation.Find(exif);
        if (orientation is { } turned and not 1)
        {
            byte[] chunk = [0, 0, 0, 0, .. "eXIf"u8, .. ExifOrientation.Data(turned), 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(chunk, chunk.Length - 12);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32(chunk.AsSpan(4, chunk.Length - 8)));
            target.Write(chunk);
        }

        return orientation;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }

    private static (long Width, long Height) Header(FileReader source, Stream target)
    {
        var header = source.Read(8 + 13 + 4);
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != 13 || !header.AsSpan(4, 4).SequenceEqual("IHDR"u8))
        {
            throw new MalformedMediaException("A PNG begins with its size.");
        }

        target.Write(header);
        return (BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)), BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12)));
    }
}
