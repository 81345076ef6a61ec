using System.Globalization;

namespace Agora.Infrastructure.Backups;

/// <summary>Names of files of the write-ahead log: timeline, log and segment, of 8 hexadecimal digits each.</summary>
internal static class WalName
{
    public const int Length = 24;

    /// <summary>Bytes of a file; the default, which Agora's servers have.</summary>
    private const ulong SegmentBytes = 16 << 20;

    private const ulong SegmentsOfLog = 0x1_0000_0000 / SegmentBytes;

    /// <summary>The position that the file ends before.</summary>
    public static ulong EndOf(string name) => (NumberOf(name) + 1) * SegmentBytes;

    /// <summary>The file that holds the position.</summary>
    public static string Of(string timeline, ulong position) => NameOf(timeline, position / SegmentBytes);

    /// <summary>All names from one to another of the same timeline; of two timelines those of the later one are not known.</summary>
    public static IEnumerable<string> Between(string first, string last)
    {
        if (first[..8] != last[..8])
        {
            return [first, last];
        }

        var start = NumberOf(first);
        return Enumerable.Range(0, (int)(NumberOf(last) - start) + 1).Select(step => NameOf(first[..8], start + (ulong)step));
    }

    /// <exception cref="FormatException">It is no position.</exception>
    public static ulong ParsePosition(string text) => text.Split('/') is [var high, var low]
        ? (ulong.Parse(high, NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 32)
            + ulong.Parse(low, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : throw new FormatException($"{text} is no position.");

    private static ulong NumberOf(string name) =>
        (ulong.Parse(name[8..16], NumberStyles.HexNumber, CultureInfo.InvariantCulture) * SegmentsOfLog)
        + ulong.Parse(name[16..24], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string NameOf(string timeline, ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"{timeline}{number / SegmentsOfLog:X8}{number % SegmentsOfLog:X8}");
}
