using System.Buffers.Binary;
using Agora.Application.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>The one thing in Exif without which a picture is shown wrongly: how it must be turned, 1 to 8.</summary>
internal static class ExifOrientation
{
    private static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    private const ushort Tag = 0x0112, ShortType = 3;

    /// <summary>What the orientation is looked for in, where a format sets no limit: it stands at the beginning.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Null when the segment does not say.</summary>
    /// <param name="segment">An APP1 segment of a JPEG without marker and length.</param>
    public static int? FindInSegment(ReadOnlySpan<byte> segment) => segment.StartsWith(Prefix) ? Find(segment) : null;

    /// <summary>Null when the data does not say.</summary>
    /// <param name="exif">The content of a chunk, with or without the prefix that JPEG has.</param>
    public static int? Find(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith(Prefix) ? exif[Prefix.Length..] : exif;
        if (tiff.Length < 8)
        {
            return null;
        }

        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8))
        {
            return null;
        }

        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        var count = Short(tiff[(int)directory..], little);
        var entries = tiff[((int)directory + 2)..];
        for (var i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (Short(entries, little) == Tag && Short(entries[2..], little) == ShortType)
            {
                return Short(entries[8..], little) is var value and >= 1 and <= 8 ? value : null;
            }
        }

        return null;
    }

    /// <summary>A whole APP1 segment of a JPEG that says nothing else; empty for a picture that is upright.</summary>
    public static byte[] Segment(int orientation) => orientation == 1 ? [] : [0xFF, 0xE1, 0x00, 0x22, .. Prefix, .. Data(orientation)];

    /// <summary>Exif that says nothing else, as the chunks of PNG and WebP hold it.</summary>
    public static byte[] Data(int orientation) =>
    [
        .. "MM\0*"u8, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The size as it is shown: from 5 on, a picture lies on its side.</summary>
    public static ImageSize Shown(long width, long height, int frames, int orientation) => orientation >= 5
        ? new ImageSize((int)height, (int)width, frames)
        : new ImageSize((int)width, (int)height, frames);

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
