using System.Globalization;
using Agora.Domain.Common;

namespace Agora.Domain.EventLog;

/// <summary>
/// A place in the event log: behind an event, in the order in which everyone reads them. Its text is not signed, so that positions outlive
/// the keys of a server; it gives no access to anything.
/// </summary>
/// <param name="Log">Names the log; a copy of the database has another name.</param>
public sealed record EventPosition(string Log, long Batch, long Id)
{
    /// <summary>Letters of the longest text.</summary>
    public const int TextMax = LogLength + 2 + (2 * 19);

    private const int LogLength = 8;

    public static Result<EventPosition> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('-') is [{ Length: LogLength } log, var batch, var id]
            && log.All(char.IsAsciiHexDigitLower)
            && Number(batch) is { } batchNumber
            && Number(id) is { } idNumber
                ? new EventPosition(log, batchNumber, idNumber)
                : EventErrors.PositionUnknown;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Log}-{Batch}-{Id}");

    /// <summary>Of positions of one log.</summary>
    public bool IsAfter(EventPosition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Batch, Id).CompareTo((other.Batch, other.Id)) > 0;
    }

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
