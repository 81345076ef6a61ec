using System.Globalization;

namespace Agora.Migrations.Files;

/// <summary>
/// Reads the part of TOML that a policy needs: sections, and keys with a string, a whole number, a boolean or a list of strings on one
/// line. Everything else is refused rather than half understood.
/// </summary>
internal static class TomlReader
{
    /// <returns>Values by <c>section.key</c>; keys above the first section have no prefix.</returns>
    /// <exception cref="FormatException">With the line number.</exception>
    public static IReadOnlyDictionary<string, object> Read(string text)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var section = "";
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = WithoutComment(raw).Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            if (line is ['[', .. var name, ']'] && IsKey(name))
            {
                section = $"{name}.";
                continue;
            }

            var equals = line.IndexOf('=');
            var key = equals < 0 ? default : line[..equals].Trim();
            if (!IsKey(key))
            {
                throw Wrong(number, "expected [section] or key = value");
            }

            if (!values.TryAdd(section + key.ToString(), Value(line[(equals + 1)..].Trim(), number)))
            {
                throw Wrong(number, $"'{key}' is given twice");
            }
        }

        return values;
    }

    private static object Value(ReadOnlySpan<char> text, int line) => text switch
    {
        "true" => true,
        "false" => false,
        ['"', ..] => Text(text, line),
        ['[', .. var items, ']'] => List(items, line),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(line, $"'{text}' is neither a string in quotes, a whole number, true, false nor a list"),
    };

    private static string Text(ReadOnlySpan<char> text, int line) =>
        text is ['"', .. var body, '"'] && !body.ContainsAny('"', '\\')
            ? body.ToString()
            : throw Wrong(line, "a string stands in double quotes and holds neither quotes nor backslashes");

    private static List<string> List(ReadOnlySpan<char> items, int line)
    {
        var list = new List<string>();
        foreach (var range in items.Split(','))
        {
            var item = items[range].Trim();
            if (!item.IsEmpty)
            {
                list.Add(Text(item, line));
            }
        }

        return list;
    }

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == '#' && !quoted)
            {
                return line[..i];
            }
        }

        return line;
    }

    private static bool IsKey(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_' and not '.')
            {
                return false;
            }
        }

        return !key.IsEmpty;
    }

    private static FormatException Wrong(int line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"line {line}: {what}"));
}
