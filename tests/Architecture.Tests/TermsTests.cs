using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>
/// Texts use the standard terms of build/terms.tsv: comments, strings and test names of code,
/// documentation, SQL, scripts and OpenAPI.
/// </summary>
public sealed partial class TermsTests
{
    private static readonly string[] Extensions = [".cs", ".md", ".sql", ".sh"];

    // The list itself, and SQL that has been applied and must not change.
    private static readonly string[] Exempt = ["build/terms.tsv", "db/migrations/"];

    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> Texts = new(() => [.. ReadAll()]);

    private sealed record Term(string Pattern, string Standard);

    [Fact]
    public void Texts_use_standard_terms()
    {
        var violations = Terms().SelectMany(term =>
        {
            // A hyphenated compound is a name: of a rule, of an account.
            var pattern = new Regex(
                $@"(?<![\w-])(?:{term.Pattern})(?![\w-])",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(10));
            return Texts.Value
                .SelectMany(file => pattern.Matches(file.Text).Select(found => $"{file.Path}: \"{found.Value}\", write: {term.Standard}"));
        });

        Terms().Count.ShouldBeGreaterThan(20);
        Texts.Value.Count.ShouldBeGreaterThan(500);
        violations.ShouldBeEmpty();
    }

    private static List<Term> Terms() =>
    [
        .. File.ReadLines(Path.Combine(Solution.Root, "build", "terms.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new Term(cells[0], cells[1])),
    ];

    private static IEnumerable<(string Path, string Text)> ReadAll()
    {
        var files = Extensions.SelectMany(extension => Solution.SourceFiles(".", $"*{extension}"))
            .Append(Path.Combine(Solution.Root, "src/Api/openapi.json"));
        foreach (var file in files)
        {
            var path = Path.GetRelativePath(Solution.Root, Path.GetFullPath(file)).Replace('\\', '/');
            if (!Exempt.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))
                && !path.Contains("node_modules/", StringComparison.Ordinal)
                && !path.StartsWith("artifacts/", StringComparison.Ordinal))
            {
                yield return (path, TextOf(path, File.ReadAllText(file)));
            }
        }
    }

    private static string TextOf(string path, string content) => Path.GetExtension(path) switch
    {
        ".cs" => $"{Joined(CommentOrString().Matches(content))}\n{TestNames(content)}",
        ".json" => Joined(JsonString().Matches(content)),
        ".md" => CodeWord().Replace(content, ""),
        // Bodies of functions are copies of db/repeatable, or of migrations that have been applied.
        ".sql" when path == "db/schema.sql" => FunctionBody().Replace(content, ""),
        _ => content,
    };

    // A string without a space is data: a user name, an enum value, an address.
    private static string Joined(IEnumerable<Match> texts) =>
        string.Join('\n', texts.Select(match => match.Value).Where(text => text[0] == '/' || text.Contains(' ', StringComparison.Ordinal)));

    private static string TestNames(string code) =>
        string.Join('\n', TestName().Matches(code).Select(match => match.Value.Replace('_', ' ')));

    [GeneratedRegex("""
        '(?:\\.|[^'\\\n])'|\"{3}.*?\"{3}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CommentOrString();

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex JsonString();

    [GeneratedRegex(@"\b[A-Z]\w*_\w+(?=\()", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"`[^`\s]+`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CodeWord();

    [GeneratedRegex(@"\$(?<tag>\w*)\$.*?\$\k<tag>\$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FunctionBody();
}
