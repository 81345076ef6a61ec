using System.Text.RegularExpressions;

namespace Agora.Architecture.Tests;

/// <summary>
/// Repeatable files are applied one transaction a file, in the order of their names, while the former release serves requests. A function
/// that a file calls and a later file creates for the first time is missing in between, and each write that runs into it fails. Such a
/// function is created by the migration of its feature, since migrations are applied before.
/// </summary>
public sealed partial class RepeatableOrderTests
{
    /// <summary>Functions without a migration that the first release has: they are in every database that is upgraded.</summary>
    private static readonly HashSet<string> Released = new(StringComparer.Ordinal)
    {
        "actor_id", "changes", "current_tag", "hidden_authors", "is_staff", "origin", "post_is_public", "post_is_shown", "require_actor",
    };

    [Fact]
    public void What_a_file_calls_exists_before_the_file_is_applied()
    {
        var migrations = Texts("db/migrations")
            .Where(f => !f.Name.EndsWith(".down", StringComparison.Ordinal));
        var files = Texts("db/repeatable")
            .Concat(Texts("db/repeatable/tables"))
            .ToList();

        files.Count.ShouldBeGreaterThan(80);
        Missing(migrations, files, Released).ShouldBeEmpty();
        Missing(migrations, files, []).Select(m => m.Split('(')[0]).Distinct().Order().ShouldBe(Released.Order(), "no name too many");
    }

    [Theory]
    [InlineData("", "BEGIN PERFORM app.late(1); END", "late(1)")]
    [InlineData("CREATE FUNCTION app.late(a integer) RETURNS void", "BEGIN PERFORM app.late(1); END", "")]
    [InlineData("CREATE FUNCTION app.late() RETURNS void", "BEGIN PERFORM app.late(f(1, 2)); END", "late(1)")]
    [InlineData("CREATE FUNCTION app.late(a integer) RETURNS void; DROP FUNCTION app.late(integer);", "SELECT app.late(1)", "late(1)")]
    [InlineData("CREATE FUNCTION app.late(a integer, b integer DEFAULT 1, OUT c integer)", "SELECT app.late('a,(')", "")]
    [InlineData("CREATE FUNCTION app.late() RETURNS trigger", "FOR EACH ROW EXECUTE FUNCTION app.late('a', 'b');", "")]
    [InlineData("", "-- calls app.late(1)", "")]
    [InlineData("", "DROP FUNCTION IF EXISTS app.other(integer, text), app.late(integer);", "")]
    public void Sees_calls_by_name_and_number_of_arguments(string migration, string body, string missing) =>
        string.Join(
            ' ',
            Missing(
                [("1", migration)],
                [("a", body), ("b", "CREATE OR REPLACE FUNCTION app.late(a integer) RETURNS void")],
                new HashSet<string>(StringComparer.Ordinal)))
            .ShouldBe(missing);

    private static List<string> Missing(
        IEnumerable<(string Name, string Sql)> migrations, IReadOnlyList<(string Name, string Sql)> files, HashSet<string> released)
    {
        var repeatable = files.SelectMany(f => Definitions(f.Sql)).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var known = new List<Definition>();
        foreach (var (_, sql) in migrations.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            foreach (var statement in Drops().Split(Code(sql)))
            {
                known.RemoveAll(d => Drops().IsMatch(statement) && statement.Contains($"app.{d.Name}(", StringComparison.Ordinal));
                known.AddRange(Definitions(statement));
            }
        }

        var missing = new List<string>();
        foreach (var (_, sql) in files)
        {
            known.AddRange(Definitions(sql));
            missing.AddRange(
                Calls(Drops().Replace(Code(sql), ""))
                    .Where(c => repeatable.Contains(c.Name) && !released.Contains(c.Name))
                    .Where(c => !known.Exists(d => d.Name == c.Name && c.Count >= d.Least && c.Count <= d.Most))
                    .Select(c => $"{c.Name}({c.Count})")
                    .Distinct());
        }

        return missing;
    }

    private static IEnumerable<(string Name, string Sql)> Texts(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Solution.Root, folder), "*.sql")
            .Select(f => (Path.GetFileNameWithoutExtension(f), File.ReadAllText(f)))
            .OrderBy(f => f.Item1, StringComparer.Ordinal);

    private static IEnumerable<Definition> Definitions(string sql)
    {
        var code = Code(sql);
        return Created().Matches(code).Select(m =>
        {
            var parameters = Arguments(code, m.Index + m.Length)
                .Where(p => !p.TrimStart().StartsWith("OUT ", StringComparison.Ordinal))
                .ToList();
            return new Definition(
                m.Groups[1].Value, parameters.Count(p => !p.Contains("DEFAULT", StringComparison.Ordinal)), parameters.Count);
        });
    }

    // What a trigger passes are no arguments of its function.
    private static IEnumerable<(string Name, int Count)> Calls(string code) => Called().Matches(code).Select(
        m => (m.Groups["name"].Value, m.Groups["trigger"].Success ? 0 : Arguments(code, m.Index + m.Length).Count));

    /// <summary>What stands between a parenthesis that was opened before <paramref name="at"/> and its end, by its commas.</summary>
    private static List<string> Arguments(string code, int at)
    {
        var (depth, quoted, from) = (1, false, at);
        var arguments = new List<string>();
        for (var i = at; i < code.Length; i++)
        {
            quoted ^= code[i] == '\'';
            depth += quoted ? 0 : code[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (depth == 0 || (depth == 1 && !quoted && code[i] == ','))
            {
                arguments.Add(code[from..i]);
                from = i + 1;
            }

            if (depth == 0)
            {
                break;
            }
        }

        return arguments is [var only] && string.IsNullOrWhiteSpace(only) ? [] : arguments;
    }

    private static string Code(string sql) => Comment().Replace(sql, "");

    private sealed record Definition(string Name, int Least, int Most);

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"CREATE (?:OR REPLACE )?FUNCTION\s+app\.(\w+)\s*\(")]
    private static partial Regex Created();

    // In a group, so that a split keeps them.
    [GeneratedRegex(@"(DROP FUNCTION[^;]*;)")]
    private static partial Regex Drops();

    [GeneratedRegex(@"(?<trigger>EXECUTE FUNCTION\s+)?(?<!CREATE FUNCTION )(?<!REPLACE FUNCTION )\bapp\.(?<name>\w+)\s*\(")]
    private static partial Regex Called();
}
