using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Agora.Testing;

/// <summary>Small files of each kind, made as their formats say. The seed makes contents differ.</summary>
public static class SampleFiles
{
    /// <summary>Stands in metadata where a place would, and must not come out again.</summary>
    public const string Secret = "GPS 48.1372 11.5755";

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A grey PNG with a comment.</summary>
    /// <param name="orientation">Null for none, otherwise in Exif, in front of the pixels or behind them.</param>
    public static byte[] Png(int width = 3, int height = 2, int seed = 0, int? orientation = null, bool exifLast = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        byte[] exif = orientation is { } turned ? Chunk("eXIf", Exif(turned)[6..]) : [];
        return
        [
            .. PngSignature, .. Chunk("IHDR", header), .. Chunk("tEXt", Encoding.ASCII.GetBytes($"Comment\0{Secret}")),
            .. exifLast ? [] : exif, .. Chunk("IDAT", Squeezed(width, height, seed)), .. exifLast ? exif : [], .. Chunk("IEND", []),
        ];
    }

    /// <summary>An image of too many pixels for memory, in few bytes.</summary>
    public static byte[] PngBomb()
    {
        var png = Png(1, 1);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        return png;
    }

    /// <summary>A JPEG with Exif, a comment and something behind its end, to be shown turned by a quarter.</summary>
    public static byte[] Jpeg(int width = 4, int height = 2, int orientation = 6, int seed = 0) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. Segment(0xE1, Exif(orientation)),
        .. Segment(0xFE, Encoding.ASCII.GetBytes(Secret)),
        .. Segment(0xDB, new byte[65]),
        .. Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]),
        .. Segment(0xC4, new byte[20]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        .. BitConverter.GetBytes(seed).Select(b => (byte)(b & 0x7F)), 0xFF, 0x00, 0x12, 0xFF, 0xD0, 0x34,
        0xFF, 0xD9,
        .. Encoding.ASCII.GetBytes($"PK\u0003\u0004 {Secret}"),
    ];

    /// <summary>A GIF of so many frames with a comment.</summary>
    public static byte[] Gif(int frames = 2, int width = 3, int height = 2) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0,
        0x21, 0xFE, (byte)Secret.Length, .. Encoding.ASCII.GetBytes(Secret), 0,
        .. Enumerable.Repeat<byte[]>([0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 2, 2, 0x44, 0x01, 0], frames)
            .SelectMany(f => f),
        0x3B,
    ];

    /// <summary>A lossless WebP in the extended form, with Exif.</summary>
    /// <param name="prefixed">Whether the Exif begins as in a JPEG, which some programs write.</param>
    public static byte[] Webp(int width = 5, int height = 4, int orientation = 1, bool prefixed = true)
    {
        var bits = (uint)((width - 1) | ((height - 1) << 14));
        byte[] extended = [0x08, 0, 0, 0, .. Three(width - 1), .. Three(height - 1)];
        byte[] lossless = [0x2F, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), 7, 7];
        byte[] chunks =
            [.. RiffChunk("VP8X", extended), .. RiffChunk("VP8L", lossless), .. RiffChunk("EXIF", Exif(orientation)[(prefixed ? 0 : 6)..])];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, chunks.Length + 4);
        return [.. "RIFF"u8, .. size, .. "WEBP"u8, .. chunks];
    }

    public static byte[] Pdf() => Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");

    /// <summary>An MP4 that says where it was made, in three places.</summary>
    public static byte[] Mp4() =>
    [
        .. Box("ftyp", [.. "isom"u8, 0, 0, 0, 0, .. "isom"u8]),
        .. Box("moov",
        [
            .. Box("mvhd", new byte[100]),
            .. Box("trak", [.. Box("tkhd", new byte[84]), .. Box("udta", Encoding.ASCII.GetBytes(Secret))]),
            .. Box("udta", Box("meta", Encoding.ASCII.GetBytes(Secret))),
        ]),
        .. Box("uuid", Encoding.ASCII.GetBytes(Secret)),
        .. Box("mdat", [1, 2, 3]),
    ];

    /// <summary>Of a chunk of PNG, its name included.</summary>
    public static byte[] Checksum(ReadOnlySpan<byte> chunk)
    {
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(chunk));
        return checksum;
    }

    private static byte[] Squeezed(int width, int height, int seed)
    {
        using var squeezed = new MemoryStream();
        using (var zlib = new ZLibStream(squeezed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                var row = new byte[width + 1];
                row[1] = (byte)(seed + y);
                row[^1] = (byte)(seed >> 8);
                zlib.Write(row);
            }
        }

        return squeezed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. body, .. Checksum(body)];
    }

    private static byte[] Box(string type, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length + 8);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. content];
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static byte[] Segment(byte marker, byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Exif(int orientation) =>
    [
        .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0,
        0x10, 0x01, 2, 0, 4, 0, 0, 0, (byte)'c', (byte)'a', (byte)'m', 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0,
        0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Secret),
    ];

    private static byte[] RiffChunk(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. length, .. data, .. new byte[data.Length & 1]];
    }

    private static byte[] Three(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
