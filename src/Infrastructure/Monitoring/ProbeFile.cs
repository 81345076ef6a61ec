using System.Globalization;
using System.Text.RegularExpressions;
using Agora.Application.Monitoring;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Monitoring;

/// <summary>
/// A file of <c>db/probes</c>: one statement, below comments that describe its rows, name columns (<c>-- column NAME: ...</c>) and declare
/// parameters (<c>-- parameter NAME: ...; LEAST to MOST; default VALUE</c>, or <c>one of A, B</c>). The statement refers to a parameter as
/// <c>:name</c>, as psql does.
/// </summary>
/// <param name="Parameters">Names of the parameters of the probe, by their names in the statement.</param>
internal sealed partial record ProbeFile(Probe Probe, string Sql, IReadOnlyDictionary<string, string> Parameters)
{
    private const string ColumnPrefix = "column ", ParameterPrefix = "parameter ";

    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "db", "probes");

    /// <exception cref="InvalidConfigurationException">A file is not of the form.</exception>
    public static IReadOnlyList<ProbeFile> ReadAll() =>
        [.. System.IO.Directory.EnumerateFiles(Directory, "*.sql").Order(StringComparer.Ordinal).Select(Read)];

    public bool ReadsStatements => Sql.Contains("pg_stat_statements", StringComparison.Ordinal);

    /// <summary>The names of SQL in the form of JSON.</summary>
    public static string CamelCase(string name) => Underscore().Replace(name, match => match.Groups["letter"].Value.ToUpperInvariant());

    private static ProbeFile Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var lines = File.ReadAllLines(path);
        var comments = lines.TakeWhile(line => line.StartsWith("-- ", StringComparison.Ordinal)).Select(line => line[3..]).ToList();
        var declared = comments.Where(line => line.StartsWith(ParameterPrefix, StringComparison.Ordinal))
            .Select(line => Declaration().Match(line) is { Success: true } match
                ? match
                : throw new InvalidConfigurationException($"db/probes/{name}.sql: '{line}' declares no parameter."))
            .ToList();
        var probe = new Probe(
            name,
            string.Join(' ', comments.Where(line => !IsDeclaration(line))),
            comments.Where(line => line.StartsWith(ColumnPrefix, StringComparison.Ordinal))
                .Select(line => line[ColumnPrefix.Length..].Split(": ", 2))
                .ToDictionary(parts => CamelCase(parts[0]), parts => parts[1], StringComparer.Ordinal),
            [.. declared.Select(match => Parameter(match.Groups))]);
        return new ProbeFile(
            probe,
            string.Join('\n', lines.Skip(comments.Count)),
            declared.Select(match => match.Groups["name"].Value).ToDictionary(word => word, CamelCase, StringComparer.Ordinal));
    }

    private static bool IsDeclaration(string line) =>
        line.StartsWith(ColumnPrefix, StringComparison.Ordinal) || line.StartsWith(ParameterPrefix, StringComparison.Ordinal);

    private static ProbeParameter Parameter(GroupCollection parts)
    {
        int? Number(string group) => parts[group].Success ? int.Parse(parts[group].Value, CultureInfo.InvariantCulture) : null;
        return new ProbeParameter(
            CamelCase(parts["name"].Value),
            parts["text"].Value,
            parts["choices"].Success ? parts["choices"].Value.Split(", ") : [],
            Number("least"),
            Number("most"),
            parts["default"].Value);
    }

    [GeneratedRegex("_(?<letter>[a-z0-9])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Underscore();

    [GeneratedRegex(
        "^parameter (?<name>[a-z_]+): (?<text>[^;]+); (one of (?<choices>[^;]+)|(?<least>[0-9]+) to (?<most>[0-9]+)); "
        + "default (?<default>.+)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
