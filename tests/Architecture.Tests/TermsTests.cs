using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>
/// Texts use the standard terms of build/terms.tsv: comments and strings of code, documentation, SQL, scripts and OpenAPI.
/// </summary>
public sealed partial class TermsTests
{
    private static readonly string[] Extensions = [".cs", ".md", ".sql", ".sh"];

    // The list itself, and SQL that has been applied and must not change.
    private static readonly string[] Exempt = ["build/terms.tsv", "db/migrations/"];

    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> Texts = new(() => [.. ReadAll()]);

    /// <param name="Pending">Paths that still contain the word.</param>
    private sealed record Term(string Pattern, string Standard, string[] Pending)
    {
        public bool Covers(string path) => !Array.Exists(Pending, pending => path.StartsWith(pending, StringComparison.Ordinal));
    }

    [Fact]
    public void Texts_use_standard_terms()
    {
        var violations = Terms().SelectMany(term =>
        {
            var pattern = new Regex(
                $@"\b(?:{term.Pattern})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            return Texts.Value
                .Where(file => term.Covers(file.Path))
                .SelectMany(file => pattern.Matches(file.Text).Select(found => $"{file.Path}: \"{found.Value}\", write: {term.Standard}"));
        });

        Terms().Count.ShouldBeGreaterThan(20);
        Texts.Value.Count.ShouldBeGreaterThan(500);
        violations.ShouldBeEmpty();
    }

    [Fact]
    public void Pending_paths_exist() => Terms()
        .SelectMany(term => term.Pending)
        .Where(path => !Path.Exists(Path.Combine(Solution.Root, path)))
        .ShouldBeEmpty();

    private static List<Term> Terms() =>
    [
        .. File.ReadLines(Path.Combine(Solution.Root, "build", "terms.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new Term(cells[0], cells[1], cells is [_, _, var pending] ? pending.Split(' ') : [])),
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
                var text = File.ReadAllText(file);
                yield return (path, path.EndsWith(".cs", StringComparison.Ordinal) ? TextsOf(text) : text);
            }
        }
    }

    private static string TextsOf(string code) => string.Join('\n', CommentOrString().Matches(code).Select(match => match.Value));

    [GeneratedRegex("""
        '(?:\\.|[^'\\\n])'|\"{3}.*?\"{3}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CommentOrString();
}
