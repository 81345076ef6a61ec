using System.Globalization;

namespace Agora.Migrations.Files;

/// <summary>Times as directives and the policy write them: <c>100ms</c>, <c>3s</c>, <c>10m</c>, <c>2h</c>, <c>7d</c>.</summary>
public static class Durations
{
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        TimeSpan? unit = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        value = unit * amount ?? default;
        return unit is not null;
    }

    /// <summary>For people: <c>0.4 s</c>, <c>75.0 s</c>.</summary>
    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>For a server setting, in whole milliseconds.</summary>
    public static string Setting(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
}
