using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Api.Tests.Http.OpenApi;

/// <summary>
/// <c>tests/use-cases.md</c> tells which test classes send requests to which operation, by the addresses that stand in their files, so
/// that the tests of a use case are found and an operation without one shows.
/// </summary>
public sealed partial class TestIndexTests
{
    [Fact]
    [Trait("Category", "Generated")]
    public void The_index_of_tests_by_use_case_is_current() => Generated.ShouldBeCurrent("tests/use-cases.md", Page(Index()));

    [Fact]
    public void Every_operation_has_a_test() =>
        Index().Where(entry => entry.Classes.Count == 0).Select(entry => entry.Operation).ShouldBeEmpty();

    private static List<Entry> Index()
    {
        var entries = Operations();
        var folder = Path.Combine(Generated.Folder, "tests/Api.Tests");
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(IsTest);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var source = File.ReadAllText(file);
            foreach (Match quoted in Quoted().Matches(source))
            {
                var sent = Segments(quoted.Groups["path"].Value);
                var method = MethodBefore(source, quoted.Index);
                var fits = entries
                    .Where(entry => method is null || entry.Address.StartsWith(method, StringComparison.Ordinal))
                    .Select(entry => (Entry: entry, Score: Score(entry.Segments, sent)))
                    .Where(fit => fit.Score > 0)
                    .ToList();
                foreach (var (entry, _) in fits.Where(fit => fit.Score == fits.Max(other => other.Score)))
                {
                    entry.Classes.Add(Path.GetFileNameWithoutExtension(file).Split('.')[0]);
                }
            }
        }

        return entries;
    }

    /// <summary>The method of the call whose argument the address is; null where a helper of the tests chooses it.</summary>
    private static string? MethodBefore(string source, int index)
    {
        var statement = source[source.LastIndexOfAny([';', '{', '}'], index)..index];
        return Call().Matches(statement).LastOrDefault()?.Groups["method"].Value.ToUpperInvariant();
    }

    private static List<Entry> Operations()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Generated.Folder, "src/Api/openapi.json")));
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Where(method => method.Value.ValueKind == JsonValueKind.Object && method.Value.TryGetProperty("operationId", out _))
                .Select(method => new Entry(
                    method.Value.GetProperty("operationId")
                        .GetString()!, $"{method.Name.ToUpperInvariant()} {path.Name}", Segments(path.Name)))),
        ];
    }

    private static bool IsTest(string file) =>
        (file.EndsWith("Tests.cs", StringComparison.Ordinal) || file.EndsWith("Requests.cs", StringComparison.Ordinal)
            || file.Contains("Tests.", StringComparison.Ordinal))
        && !file.Contains("/bin/", StringComparison.Ordinal)
        && !file.Contains("/obj/", StringComparison.Ordinal);

    private static string[] Segments(string path) => Hole().Replace(path.Split('?')[0], "{}").Trim('/').Split('/');

    /// <summary>Zero when the address cannot be one of the operation; the more it says, the higher.</summary>
    private static int Score(string[] operation, string[] sent)
    {
        if (sent.Length > 1 && sent[0] == "{}" && sent.Length < operation.Length)
        {
            // A variable holds the beginning.
            operation = operation[^(sent.Length - 1)..];
            sent = sent[1..];
        }

        if (operation.Length != sent.Length)
        {
            return 0;
        }

        var (score, literals) = (1, 0);
        foreach (var (wanted, given) in operation.Zip(sent))
        {
            if (wanted == given)
            {
                score += 2;
                literals += wanted is "{}" or "api" or "v1" ? 0 : 1;
            }
            else if (wanted.StartsWith("{}", StringComparison.Ordinal) && given.EndsWith(wanted[2..], StringComparison.Ordinal))
            {
                score++;
            }
            else if (given != "{}")
            {
                return 0;
            }
        }

        return literals > 0 ? score : 0;
    }

    private static string Page(List<Entry> entries)
    {
        var page = new StringBuilder(
            """
            # Tests by use case

            Made by `TestIndexTests` from the addresses that stand in the files of `tests/Api.Tests`; `build/generated.sh` writes it. Run the tests of
            a class with `dotnet test tests/Api.Tests --filter "FullyQualifiedName~CreatePostTests"`. Classes that look at all operations (permissions,
            contract, hostile texts) are not named.

            | operation | address | test classes |
            |---|---|---|

            """);
        foreach (var entry in entries.OrderBy(entry => entry.Operation, StringComparer.Ordinal))
        {
            page.Append("| ")
                .Append(entry.Operation)
                .Append(" | `")
                .Append(entry.Address)
                .Append("` | ")
                .AppendJoin(", ", entry.Classes)
                .Append(" |\n");
        }

        return page.ToString();
    }

    [GeneratedRegex("""["](?<path>(?:\{[^{}"]*\})?/(?:\{(?:[^{}"]|\{[^{}"]*\})*\}|[^"{}\s])*)"?""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{(?:[^{}]|\{[^{}]*\})*\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hole();

    [GeneratedRegex(
        @"\b(?:HttpMethod\.)?(?<method>Get|Post|Put|Patch|Delete)"
        + @"(?:Async|AsJsonAsync|StringAsync|StreamAsync|ByteArrayAsync|FromJsonAsync)?\b",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();

    private sealed record Entry(string Operation, string Address, string[] Segments)
    {
        public SortedSet<string> Classes { get; } = new(StringComparer.Ordinal);
    }
}
