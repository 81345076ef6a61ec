using System.Globalization;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Backups;

/// <summary>The point that a database is restored to: the end of the archive, a time, a position of the log, or a name.</summary>
/// <param name="Type">As pgBackRest and PostgreSQL name it.</param>
/// <param name="Value">Null for the end of the archive.</param>
/// <param name="At">The time of it, where it is known.</param>
internal sealed partial record RestoreTarget(string Type, string? Value, DateTimeOffset? At)
{
    public static readonly RestoreTarget End = new("default", Value: null, At: null);

    /// <exception cref="BackupException">It is none of the three.</exception>
    public static RestoreTarget Parse(string? text)
    {
        if (text is null)
        {
            return End;
        }

        if (PositionPattern().IsMatch(text))
        {
            return new RestoreTarget("lsn", text.ToUpperInvariant(), At: null);
        }

        if (TimePattern().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return new RestoreTarget(
                "time", time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture), time);
        }

        return NamePattern().Match(text) is { Success: true } name
            ? new RestoreTarget("name", text, TimeOf(name))
            : throw BackupException.Refuse(
                $"'{text}' is no point to restore to. Give a time (2026-12-01T10:15:00Z), a position (0/3000050) or the name of a point.");
    }

    /// <summary>Names that Agora gives begin with the time.</summary>
    private static DateTimeOffset? TimeOf(Match name) => name.Groups["time"] is { Success: true } time
        && DateTimeOffset.TryParseExact(
            time.Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at
        : null;

    [GeneratedRegex("^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$", RegexOptions.None, 1000)]
    private static partial Regex PositionPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\S+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?=.{1,63}$)(agora_(?<time>\d{8}T\d{6}Z))?[A-Za-z0-9_.-]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
