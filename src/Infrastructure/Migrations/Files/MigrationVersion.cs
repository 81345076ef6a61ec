using System.Globalization;

namespace Agora.Migrations.Files;

/// <summary>A version is a UTC time of 14 digits, which keeps FluentMigrator's order and type (bigint).</summary>
internal static class MigrationVersion
{
    private const string Format = "yyyyMMddHHmmss";

    public static bool TryParse(string text, out long version)
    {
        version = 0;
        return text.Length == Format.Length
            && TryTime(text, out _)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    public static long At(DateTimeOffset time) =>
        long.Parse(time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The moment that a version names.</summary>
    public static DateTimeOffset TimeOf(long version) =>
        TryTime(version.ToString(CultureInfo.InvariantCulture), out var time)
            ? time
            : throw new ArgumentOutOfRangeException(nameof(version), version, "Not a version of 14 digits.");

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
