using System.Buffers.Binary;
using System.Text;
using Agora.Application.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>
/// Copies the chunks that show a WebP, and of its Exif which way is up. XMP, unknown chunks and trailing bytes stay out.
/// </summary>
internal static class WebpFile
{
    private const byte ExifFlag = 0x08, XmpFlag = 0x04;

    /// <param name="target">Seeks, because the size in its head, and whether there is Exif, are known at the end.</param>
    public static ImageSize Clean(FileReader source, Stream target, PixelLimits limits)
    {
        var head = source.Read(12);
        if (!head.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !head.AsSpan(8, 4).SequenceEqual("WEBP"u8))
        {
            throw new MalformedMediaException("A WebP begins otherwise.");
        }

        target.Write(head);
        long left = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)) - 4L;
        long width = 0, height = 0;
        var frames = 0;
        var shown = false;
        (long At, byte Value)? flags = null;
        int? orientation = null;
        while (left >= 8)
        {
            var chunk = source.Read(8);
            var type = Encoding.ASCII.GetString(chunk, 0, 4);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            var padded = length + (length & 1);
            left -= 8 + padded;
            if (left < 0)
            {
                throw new MalformedMediaException("A chunk is longer than the file.");
            }

            if (type == "EXIF" && flags is not null && orientation is null)
            {
                orientation = Orientation(source, padded, target);
                continue;
            }

            if (type is not ("VP8X" or "VP8 " or "VP8L" or "ANMF" or "ANIM" or "ALPH" or "ICCP"))
            {
                source.Pass(padded, null);
                continue;
            }

            target.Write(chunk);
            var peeked = source.Read((int)Math.Min(padded, 16));
            if (type == "VP8X" && peeked.Length >= 10)
            {
                (width, height) = (1 + Int24(peeked, 4), 1 + Int24(peeked, 7));
                peeked[0] &= unchecked((byte)~(ExifFlag | XmpFlag));
                flags = (target.Position, peeked[0]);
            }
            else if (type is "VP8 " or "VP8L")
            {
                var (w, h) = type == "VP8 " ? Lossy(peeked) : Lossless(peeked);
                (width, height) = (Math.Max(width, w), Math.Max(height, h));
                shown = true;
            }
            else if (type == "ANMF" && peeked.Length >= 12)
            {
                frames++;
                (width, height) = (Math.Max(width, 1 + Int24(peeked, 6)), Math.Max(height, 1 + Int24(peeked, 9)));
                shown = true;
            }

            limits.Check(Math.Max(1, width), Math.Max(1, height), frames);
            target.Write(peeked);
            source.Pass(padded - peeked.Length, target);
        }

        if (!shown)
        {
            throw new MalformedMediaException("A WebP shows something.");
        }

        limits.Check(width, height, frames);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(target.Position - 8));
        target.Position = 4;
        target.Write(size);
        if (flags is var (place, value) && orientation is not (null or 1))
        {
            target.Position = place;
            target.WriteByte((byte)(value | ExifFlag));
        }

        return ExifOrientation.Shown(width, height, Math.Max(1, frames), orientation ?? 1);
    }

    /// <summary>Reads an EXIF chunk, and writes one that holds only the orientation if the picture is not upright.</summary>
    private static int? Orientation(FileReader source, long length, Stream target)
    {
        var exif = source.Read((int)Math.Min(length, ExifOrientation.BytesMax));
        source.Pass(length - exif.Length, null);
        var orientation = ExifOrientation.Find(exif);
        if (orientation is { } turned and not 1)
        {
            var data = ExifOrientation.Data(turned);
            target.Write([.. "EXIF"u8, (byte)data.Length, 0, 0, 0, .. data]);
        }

        return orientation;
    }

    private static (int Width, int Height) Lossy(ReadOnlySpan<byte> frame) =>
        frame.Length >= 10 && frame[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? (BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF)
            : throw new MalformedMediaException("A frame begins otherwise.");

    private static (int Width, int Height) Lossless(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 5 || frame[0] != 0x2F)
        {
            throw new MalformedMediaException("A frame begins otherwise.");
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(frame[1..]);
        return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }

    private static int Int24(ReadOnlySpan<byte> bytes, int at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
}
