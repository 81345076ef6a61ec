using System.Text;
using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Architecture.Tests.Errors;

/// <summary>Each error is the refusal of one rule, and each rule stands in one place.</summary>
public sealed class ErrorPlaceTests
{
    [Fact]
    public void Each_error_is_raised_by_one_rule()
    {
        ErrorPlaces.All.Count.ShouldBeGreaterThan(50);
        ErrorPlaces.All.Select(place => place.Fault).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void What_the_database_is_said_to_hold_is_there()
    {
        var schema = File.ReadAllText(Path.Combine(Solution.Root, "db/schema.sql"));

        ErrorPlaces.All.SelectMany(place => place.HeldBy.Where(name => !IsIn(schema, name)).Select(name => $"{place.Name}: {name}"))
            .ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Generated")]
    public void The_page_of_errors_is_current() => Generated.ShouldBeCurrent("src/Domain/ERRORS.md", Page());

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # Errors

            Where the rule behind each error code stands. Made by `build/generated.sh` from the program and `[HeldBy]` in the catalogues.

            - `Type.Member`: the entity, value object or use case that refuses.
            - database: the constraint, index, function, policy, view or compared column that decides, alone or when requests race.

            | code | raised as | rule |
            |---|---|---|

            """);
        foreach (var place in ErrorPlaces.All)
        {
            page.Append("| `").Append(place.Code).Append("` | `").Append(place.Name).Append("` | ").Append(place.Place).Append(" |\n");
        }

        return page.ToString();
    }

    /// <param name="name">Of a constraint, an index and so on, or <c>app.table.column</c>.</param>
    private static bool IsIn(string schema, string name) => name.Split('.') is [var owner, var table, var column]
        ? Regex.IsMatch(schema, $@"CREATE TABLE {owner}\.{table} \([^;]*\n    {column} ", RegexOptions.NonBacktracking)
        : Regex.IsMatch(
            schema,
            $@"\b(CONSTRAINT|INDEX|FUNCTION|POLICY|VIEW|TABLE|TRIGGER) {Regex.Escape(name)}\b",
            RegexOptions.NonBacktracking);
}
