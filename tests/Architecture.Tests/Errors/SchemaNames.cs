using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests.Errors;

/// <summary>
/// What <c>db/schema.sql</c> names: objects, constraints, also those that a function raises, and columns as <c>app.posts.version</c>.
/// </summary>
internal static partial class SchemaNames
{
    public static HashSet<string> Read(string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var table = "";
        foreach (var line in File.ReadLines(path))
        {
            foreach (Match named in Named().Matches(line))
            {
                names.Add(named.Groups[1].Value);
            }

            if (Table().Match(line) is { Success: true } created)
            {
                table = created.Groups[1].Value;
            }
            else if (table.Length > 0 && Column().Match(line) is { Success: true } column)
            {
                names.Add($"{table}.{column.Groups[1].Value}");
            }
            else if (line.StartsWith(')'))
            {
                table = "";
            }
        }

        return names;
    }

    [GeneratedRegex(@"\b(?:CONSTRAINT|INDEX|FUNCTION|POLICY|VIEW|TABLE|TRIGGER) (?:= ')?([\w.]+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"^CREATE TABLE ([\w.]+) \(")]
    private static partial Regex Table();

    [GeneratedRegex("^    ([a-z_]+) ")]
    private static partial Regex Column();
}
