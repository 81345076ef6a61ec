namespace Agora.Architecture.Tests;

/// <summary>Lines of source files have at most 140 characters. The content of raw strings is data and keeps the lines it has.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    private static readonly string[] Patterns = ["*.cs", "*.sh", "*.ts", "*.mjs", "*.yml", "*.yaml"];

    private static readonly string[] ScriptsWithoutExtension = [".ci/run", "build/agora"];

    private static readonly string[] Generated = ["node_modules/", "artifacts/", "build/openapi/generated/"];

    [Fact]
    public void Lines_have_at_most_140_characters()
    {
        var paths = Paths().Distinct(StringComparer.Ordinal).Where(path => !Generated.Any(path.Contains)).ToList();

        paths.Count.ShouldBeGreaterThan(500);
        paths.SelectMany(path => LongLines(path, File.ReadAllLines(Path.Combine(Solution.Root, path)))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Paths() => Patterns.SelectMany(pattern => Solution.SourceFiles(".", pattern))
        .Concat(Solution.SourceFiles("db/repeatable", "*.sql"))
        .Concat(Solution.SourceFiles("build/hooks", "*"))
        .Concat(ScriptsWithoutExtension.Select(path => Path.Combine(Solution.Root, path)))
        .Select(file => Path.GetRelativePath(Solution.Root, Path.GetFullPath(file)).Replace('\\', '/'));

    private static IEnumerable<string> LongLines(string path, string[] lines)
    {
        var isInRawString = false;
        for (var i = 0; i < lines.Length; i++)
        {
            // The line that opens a raw string, or closes it, is code.
            var isDelimiter = path.EndsWith(".cs", StringComparison.Ordinal) && lines[i].Split("\"\"\"").Length % 2 == 0;
            if (lines[i].Length > Longest && (isDelimiter || !isInRawString))
            {
                yield return FormattableString.Invariant($"{path}:{i + 1} has {lines[i].Length} characters");
            }

            isInRawString ^= isDelimiter;
        }
    }
}
