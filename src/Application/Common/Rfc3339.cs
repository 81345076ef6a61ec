using System.Globalization;

namespace Agora.Application.Common;

/// <summary>Date and time with an offset, the one form that means the same instant everywhere.</summary>
public static class Rfc3339
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1), LastSecond = TimeSpan.FromDays(1) - OneSecond;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>
    /// The instant in UTC. Digits beyond the seventh of a fraction are dropped. A leap second, which can only be the last of a day in
    /// UTC, is read as the second after it, as PostgreSQL does.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length is < 20 or > 35)
        {
            return false;
        }

        // The formats alone would also take an empty fraction ("00.Z") and an offset without a colon.
        var zone = text[^1] is 'Z' or 'z' ? 1 : 6;
        if (text.Length < 19 + zone || (zone == 6 && (text[^3] != ':' || text[^6] is not ('+' or '-'))))
        {
            return false;
        }

        var fraction = text[19..^zone];
        if (fraction.Length > 0
            && (fraction[0] != '.' || fraction.Length is < 2 or > 10 || fraction[1..].ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        var leaps = text[16..19] is ":60";
        var seconds = leaps ? ":59" : text[16..19];
        var kept = string.Concat(text[..16], seconds, fraction[..Math.Min(fraction.Length, 8)]) + text[^zone..].ToString();
        if (!DateTimeOffset.TryParseExact(
            kept.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            return false;
        }

        instant = parsed.ToUniversalTime();
        if (!leaps)
        {
            return true;
        }

        if (instant.TimeOfDay < LastSecond || instant > DateTimeOffset.MaxValue - OneSecond)
        {
            return false;
        }

        instant += OneSecond;
        return true;
    }
}
