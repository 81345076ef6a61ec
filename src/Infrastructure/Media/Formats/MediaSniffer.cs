using System.Buffers.Binary;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>Tells what bytes are by how they begin. What claims to be something is not asked.</summary>
internal static class MediaSniffer
{
    /// <summary>Bytes that are enough to tell.</summary>
    public const int HeadBytes = 64;

    private static readonly string[] VideoBrands =
        ["isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V ", "M4VH", "MSNV"];

    /// <summary>Null when it is nothing that is taken.</summary>
    public static MediaType? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return MediaType.Jpeg;
        }

        if (head.StartsWith(PngFile.Signature))
        {
            return MediaType.Png;
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return MediaType.Gif;
        }

        if (head.StartsWith("RIFF"u8) && head.Length >= 12)
        {
            return head[8..12].SequenceEqual("WEBP"u8) ? MediaType.Webp
                : head[8..12].SequenceEqual("WAVE"u8) ? MediaType.Wav
                : null;
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return Brand(head[8..12]);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
        {
            // The same container without this word is Matroska, which browsers do not play.
            return head.IndexOf((ReadOnlySpan<byte>)[0x42, 0x82, 0x84, (byte)'w', (byte)'e', (byte)'b', (byte)'m']) < 0
            ? null
            : MediaType.Webm;
        }

        if (head.StartsWith("OggS"u8) && head.Length >= 36)
        {
            return head[28..].StartsWith("OpusHead"u8) || head[29..].StartsWith("vorbis"u8) ? MediaType.Ogg : null;
        }

        return head.StartsWith("fLaC"u8) ? MediaType.Flac
            : head.StartsWith("ID3"u8) || IsLayerThree(head) ? MediaType.Mp3
            : head.StartsWith("%PDF-"u8) ? MediaType.Pdf
            : null;
    }

    private static MediaType? Brand(ReadOnlySpan<byte> brand)
    {
        if (brand.SequenceEqual("M4A "u8) || brand.SequenceEqual("M4B "u8))
        {
            return MediaType.Mp4Audio;
        }

        if (brand.SequenceEqual("qt  "u8))
        {
            return MediaType.QuickTime;
        }

        var name = System.Text.Encoding.ASCII.GetString(brand);
        return VideoBrands.Contains(name, StringComparer.Ordinal) ? MediaType.Mp4 : null;
    }

    /// <summary>The header of a frame of MPEG audio, layer III, with a bit rate and a sampling rate that exist.</summary>
    private static bool IsLayerThree(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4)
        {
            return false;
        }

        var header = BinaryPrimitives.ReadUInt32BigEndian(head);
        return header >> 21 == 0x7FF
            && ((header >> 19) & 3) != 1
            && ((header >> 17) & 3) == 1
            && ((header >> 12) & 15) is not (0 or 15)
            && ((header >> 10) & 3) != 3;
    }
}
