using System.Globalization;
using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;

namespace Agora.Migrations.Tests.Lint;

/// <summary>
/// One case of a fixture file. A line <c>--- triggers</c> or <c>--- passes</c> begins a case, <c>--- earlier</c> a file before the
/// next case, <c>--- later</c> and <c>--- down</c> one behind the last. Words behind it are options. A statement expects the rules
/// that a comment <c>-- ! PGM101</c> on one of its lines names; <c>-- !file PGM615</c> expects them of the file.
/// </summary>
internal sealed class LintCase
{
    public const string Path = "migrations/20260301000000_case.sql";

    private const long Version = 20260301000000;

    public required string Fixture { get; init; }

    public required int Line { get; init; }

    public required bool Triggers { get; init; }

    public required IReadOnlyList<string> Options { get; init; }

    public required string Sql { get; init; }

    public List<string> Earlier { get; init; } = [];

    public List<string> Later { get; } = [];

    public string? Down { get; set; }

    private static string Folder => System.IO.Path.Combine(AppContext.BaseDirectory, "Lint", "Fixtures");

    public static IEnumerable<string> Fixtures() => Directory.EnumerateFiles(Folder, "*.sql", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Folder, path).Replace('\\', '/')[..^".sql".Length])
        .Where(name => name != "base")
        .Order(StringComparer.Ordinal);

    public static List<LintCase> Read(string fixture)
    {
        var cases = new List<LintCase>();
        var earlier = new List<string>();
        var section = new StringBuilder();
        string[]? header = null;
        var start = 0;
        var number = 0;
        foreach (var line in File.ReadAllText(System.IO.Path.Combine(Folder, fixture + ".sql")).Split('\n').Append("--- end"))
        {
            number++;
            if (!line.StartsWith("--- ", StringComparison.Ordinal))
            {
                section.Append(line).Append('\n');
                continue;
            }

            Close(header, section.ToString(), start);
            section.Clear();
            header = line[4..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            start = number;
        }

        return cases;

        void Close(string[]? words, string sql, int line)
        {
            switch (words?[0])
            {
                case "triggers" or "passes":
                    cases.Add(
                        new LintCase
                        {
                            Fixture = fixture,
                            Line = line,
                            Triggers = words[0] == "triggers",
                            Options = words[1..],
                            Sql = sql,
                            Earlier = [.. earlier],
                        });
                    earlier.Clear();
                    break;
                case "earlier":
                    earlier.Add(sql);
                    break;
                case "later":
                    cases[^1].Later.Add(sql);
                    break;
                case "down":
                    cases[^1].Down = sql;
                    break;
            }
        }
    }

    public LintReport Lint(string? sql = null)
    {
        var options = new LintOptions { Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), SearchPath = ["app", "public"] };
        foreach (var option in Options)
        {
            options = Apply(options, option);
        }

        var kind = Options.Contains("external")
            ? LintFileKind.External
            : Options.Contains("repeatable") ? LintFileKind.Repeatable : LintFileKind.Up;
        var files = new List<LintFile>();
        if (!Options.Contains("nobase"))
        {
            var known = System.IO.Path.Combine(Folder, "base.sql");
            files.Add(
                new LintFile(
                    LintFileKind.Up, new MigrationFile("migrations/20260101000000_base.sql", File.ReadAllBytes(known)), 20260101000000));
        }

        files.AddRange(Earlier.Select((text, i) => new LintFile(LintFileKind.Up, Named(20260201000000 + i, text), 20260201000000 + i)));
        var file = new MigrationFile(Path, Bytes(sql ?? Sql));
        files.Add(kind == LintFileKind.External
            ? LintFile.External(file) with { Version = Version }
            : new LintFile(kind, file, Version, !Options.Contains("nodown")));
        if (Down is not null)
        {
            files.Add(
                new LintFile(
                    LintFileKind.Down,
                    new MigrationFile("migrations/20260301000000_case.down.sql", Encoding.UTF8.GetBytes(Down)),
                    Version));
        }

        files.AddRange(Later.Select((text, i) => new LintFile(LintFileKind.Up, Named(20260401000000 + i, text), 20260401000000 + i)));
        return MigrationLinter.Lint(new LintRequest(files, options with { Base = Base(files) }));
    }

    /// <summary>What the case expects, as lines <c>file:line rule</c>, and what the lint found.</summary>
    public (List<string> Expected, List<string> Found) Compare()
    {
        var report = Lint();
        var about = Fixture.StartsWith("PGM", StringComparison.Ordinal) ? Fixture[..6] : "";
        var expected = new List<string>();
        var found = new List<string>();
        foreach (var (path, sql) in Linted())
        {
            var statements = new MigrationFile(path, Encoding.UTF8.GetBytes(sql)).Script.Statements;
            var lines = sql.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                foreach (var (marker, isFile) in new[] { ("-- ! ", false), ("-- !file ", true) })
                {
                    var at = lines[i].IndexOf(marker, StringComparison.Ordinal);
                    if (at >= 0)
                    {
                        var owner = isFile ? "file" : Owner(statements, i + 1);
                        expected.AddRange(
                            lines[i][(at + marker.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                                .Select(id => $"{path} {owner} {id}"));
                    }
                }
            }

            found.AddRange(report.Findings
                .Where(finding => finding.File == path && finding.Allowed is null)
                .Where(finding => finding.Rule.Id == about
                    ? finding.Severity >= Severity.Warning || finding.Rule.Severity == Severity.Info
                    : finding.Severity >= Severity.Warning && !finding.Rule.IsStyle)
                .Select(finding => $"{path} {(finding.Statement is { } index ? Owner(index) : "file")} {finding.Rule.Id}"));
        }

        return ([.. expected.Distinct().Order(StringComparer.Ordinal)], [.. found.Distinct().Order(StringComparer.Ordinal)]);
    }

    public IEnumerable<(string Path, string Sql)> Linted()
    {
        yield return (Path, Sql);
        if (Down is not null)
        {
            yield return ("migrations/20260301000000_case.down.sql", Down);
        }
    }

    private byte[] Bytes(string sql)
    {
        var option = Options.FirstOrDefault(option => option is "nul" or "utf16" or "latin1" or "bom" or "crlf");
        return option switch
        {
            "nul" => [.. Encoding.UTF8.GetBytes(sql), 0],
            "utf16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(sql)],
            "latin1" => [.. Encoding.UTF8.GetBytes(sql), 0xE4],
            "bom" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(sql)],
            "crlf" => Encoding.UTF8.GetBytes(sql.Replace("\n", "\r\n", StringComparison.Ordinal)),
            _ => Encoding.UTF8.GetBytes(sql),
        };
    }

    private Dictionary<string, string>? Base(IReadOnlyList<LintFile> files)
    {
        var newest = Options.FirstOrDefault(option => option.StartsWith("base=", StringComparison.Ordinal));
        if (newest is not null)
        {
            var version = long.Parse(newest["base=".Length..], CultureInfo.InvariantCulture);
            return files.Where(file => file.Version <= version && file.File.Path != Path)
                .ToDictionary(file => file.File.Path, file => file.File.TokenHash, StringComparer.Ordinal);
        }

        return Options.Contains("edited") || Options.Contains("merged")
            ? files.ToDictionary(
                file => file.File.Path,
                file => Options.Contains("edited") && file.File.Path == Path ? "other" : file.File.TokenHash,
                StringComparer.Ordinal)
            : null;
    }

    public override string ToString() => $"{Fixture}:{Line.ToString(CultureInfo.InvariantCulture)}";

    private static MigrationFile Named(long version, string text) =>
        new($"migrations/{version.ToString(CultureInfo.InvariantCulture)}_more.sql", Encoding.UTF8.GetBytes(text));

    private static LintOptions Apply(LintOptions options, string option)
    {
        var value = option.Contains('=', StringComparison.Ordinal) ? option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..] : "";
        return option.Split('=')[0] switch
        {
            "server" => options with { Server = System.Version.Parse(value) },
            "transaction" => options with { ExternalRunsInTransaction = true },
            "adopted" => options with { AdoptedVersion = long.Parse(value, CultureInfo.InvariantCulture) },
            "rows" => options with { Statistics = TableStatistics.Parse($"app,users,{value},8192\napp,orders,{value},8192") },
            "now" => options with { Now = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) },
            "external" or "invalid" or "nobase" or "nodown" or "repeatable" or "base" or "edited" or "merged" => options,
            "nul" or "utf16" or "latin1" or "bom" or "crlf" => options,
            _ => throw new ArgumentException($"Unknown option {option}.", nameof(option)),
        };
    }

    private static string Owner(int index) => $"statement {(index + 1).ToString(CultureInfo.InvariantCulture)}";

    private static string Owner(IReadOnlyList<Agora.Migrations.Sql.SqlStatement> statements, int line)
    {
        // A marker belongs to the statement that began last on or above its line.
        var owner = statements.LastOrDefault(statement => statement.Line <= line);
        return owner is null ? "file" : Owner(owner.Index);
    }
}
