using Agora.Application.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>
/// Copies what a JPEG needs to be shown: its tables, frames and scans, the colour profile, and which way is up. Exif (with places
/// and serial numbers), XMP, IPTC, comments, previews and trailing bytes stay out. The pixels are not touched.
/// </summary>
internal static class JpegFile
{
    // Progressive files have ten or so; thousands keep a decoder busy for minutes.
    private const int ScansMax = 500;

    private const byte EndOfImage = 0xD9, StartOfScan = 0xDA;

    public static ImageSize Clean(FileReader source, Stream target, PixelLimits limits)
    {
        if (source.ReadByte() != 0xFF || source.ReadByte() != 0xD8)
        {
            throw new MalformedMediaException("A JPEG begins otherwise.");
        }

        target.Write([0xFF, 0xD8]);
        (int Width, int Height)? frame = null;
        var orientation = 1;
        var turned = false;
        var scans = 0;
        while (true)
        {
            var marker = Marker(source);
            if (marker == EndOfImage)
            {
                target.Write([0xFF, EndOfImage]);
                break;
            }

            var length = source.ReadUInt16BigEndian() - 2;
            if (length < 0)
            {
                throw new MalformedMediaException("A segment is shorter than its length.");
            }

            var segment = source.Read(length);
            if (IsFrame(marker))
            {
                if (frame is not null || length < 6)
                {
                    throw new MalformedMediaException("A JPEG has one frame.");
                }

                frame = ((segment[3] << 8) | segment[4], (segment[1] << 8) | segment[2]);
                limits.Check(frame.Value.Width, frame.Value.Height, frames: 1);
            }

            if (marker == 0xE1 && ExifOrientation.FindInSegment(segment) is { } found)
            {
                orientation = found;
            }

            if (!IsKept(marker, segment))
            {
                continue;
            }

            // Exif comes first; when the first segment that is no application's comes, it has been seen.
            if (!turned && marker is < 0xE0 or > 0xEF)
            {
                turned = true;
                target.Write(ExifOrientation.Segment(orientation));
            }

            target.Write([0xFF, marker, (byte)((length + 2) >> 8), (byte)(length + 2)]);
            target.Write(segment);
            if (marker == StartOfScan)
            {
                if (frame is null || ++scans > ScansMax)
                {
                    throw new MalformedMediaException("A scan comes before its frame, or there are too many.");
                }

                CopyScan(source, target);
            }
        }

        if (frame is not { } size || scans == 0)
        {
            throw new MalformedMediaException("A JPEG shows something.");
        }

        return ExifOrientation.Shown(size.Width, size.Height, 1, orientation);
    }

    private static byte Marker(FileReader source)
    {
        if (source.ReadByte() != 0xFF)
        {
            throw new MalformedMediaException("A marker was due.");
        }

        byte marker;
        do
        {
            marker = source.ReadByte();
        }
        while (marker == 0xFF);
        return marker;
    }

    /// <summary>Copies coded data up to the next marker, and leaves the reader in front of it.</summary>
    private static void CopyScan(FileReader source, Stream target)
    {
        while (true)
        {
            source.CopyUntil(0xFF, target);
            var next = source.PeekSecond();
            if (next is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return;
            }

            // A stuffed byte or a restart belongs to the data; of several fill bytes the last may begin a marker.
            target.WriteByte(source.ReadByte());
            if (next != 0xFF)
            {
                target.WriteByte(source.ReadByte());
            }
        }
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsKept(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE0 => segment.StartsWith("JFIF\0"u8),
        0xE2 => segment.StartsWith("ICC_PROFILE\0"u8),
        0xEE => segment.StartsWith("Adobe"u8),
        >= 0xE0 and <= 0xEF => false,
        0xFE => false,
        0xC4 or 0xCC or StartOfScan or 0xDB or 0xDD => true,
        _ when IsFrame(marker) => true,
        _ => throw new MalformedMediaException("A marker that no picture has."),
    };
}
