namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>One entry of the machine's apt sources, in either of the two forms that apt reads.</summary>
/// <param name="SignedBy">Paths or fingerprints as written, or a whole key (its lines indented as apt wants them). Null: apt's default
/// keys.</param>
internal sealed record AptSource(
    IReadOnlyList<string> Uris, IReadOnlyList<string> Suites, IReadOnlyList<string> Components, string? SignedBy, bool Trusted);

/// <summary>Reads <c>sources.list</c>, <c>*.list</c> (one line each) and <c>*.sources</c> (deb822 stanzas).</summary>
internal static class AptSources
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <param name="folder">Usually <c>/etc/apt</c>. What cannot be read is passed over, as there is a default.</param>
    public static IReadOnlyList<AptSource> ReadMachine(string folder)
    {
        var parts = Path.Combine(folder, "sources.list.d");
        var files = Directory.Exists(parts) ? Directory.GetFiles(parts).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return files
            .Prepend(Path.Combine(folder, "sources.list"))
            .Where(File.Exists)
            .SelectMany(Read)
            .ToArray();
    }

    public static IEnumerable<AptSource> ParseLines(string text) =>
        text.Split('\n').Select(ParseLine).OfType<AptSource>();

    public static IEnumerable<AptSource> ParseStanzas(string text)
    {
        foreach (var fields in Stanzas(text))
        {
            var types = Words(fields.GetValueOrDefault("Types"));
            var disabled = fields.GetValueOrDefault("Enabled") is { } enabled && IsNo(enabled);
            if (disabled || !types.Contains("deb", StringComparer.Ordinal))
            {
                continue;
            }

            yield return new AptSource(
                Words(fields.GetValueOrDefault("URIs")),
                Words(fields.GetValueOrDefault("Suites")),
                Words(fields.GetValueOrDefault("Components")),
                fields.GetValueOrDefault("Signed-By"),
                fields.GetValueOrDefault("Trusted") is { } trusted && IsYes(trusted));
        }
    }

    private static IEnumerable<AptSource> Read(string path)
    {
        try
        {
            return Path.GetExtension(path) switch
            {
                ".list" => ParseLines(File.ReadAllText(path)),
                ".sources" => ParseStanzas(File.ReadAllText(path)),
                _ => [],
            };
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    // deb [ option=value ... ] uri suite component ...
    private static AptSource? ParseLine(string line)
    {
        var text = line.Split('#')[0].Trim();
        if (!text.StartsWith("deb", StringComparison.Ordinal) || text.Length < 4 || !(Blanks.Contains(text[3]) || text[3] == '['))
        {
            return null;
        }

        text = text[3..].Trim();
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            foreach (var option in Words(text[1..end]))
            {
                var equals = option.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    options[option[..equals].TrimEnd('+', '-')] = option[(equals + 1)..];
                }
            }

            text = text[(end + 1)..];
        }

        var words = Words(text);
        return words.Length < 2
            ? null
            : new AptSource(
                [words[0]],
                [words[1]],
                [.. words.Skip(2)],
                options.GetValueOrDefault("signed-by")?.Replace(',', ' '),
                options.GetValueOrDefault("trusted") is { } trusted && IsYes(trusted));
    }

    private static IEnumerable<Dictionary<string, string>> Stanzas(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Where(line => !line.StartsWith('#')).Append(""))
        {
            if (line.Length == 0)
            {
                if (fields.Count > 0)
                {
                    yield return fields;
                }

                fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                last = null;
            }
            else if (Blanks.Contains(line[0]))
            {
                if (last is not null)
                {
                    fields[last] += "\n" + line;
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                last = line[..colon];
                fields[last] = line[(colon + 1)..].Trim();
            }
        }
    }

    private static string[] Words(string? text) =>
        text?.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsYes(string text) => text is "yes" or "true" or "1" or "on" or "with" or "enable";

    private static bool IsNo(string text) => text is "no" or "false" or "0" or "off" or "without" or "disable";
}
