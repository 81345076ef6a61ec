using System.Text;
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
    public void What_is_said_to_hold_a_rule_is_there()
    {
        var names = SchemaNames.Read(Path.Combine(Solution.Root, "db/schema.sql"));
        names.UnionWith(Solution.Application.GetTypes().Where(type => type.IsInterface).Select(type => type.Name));

        ErrorPlaces.All.SelectMany(place => place.EnforcedBy.Except(names, StringComparer.Ordinal).Select(name => $"{place.Name}: {name}"))
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

            Where the rule behind each error code stands. Made by `build/generated.sh` from the program and `[EnforcedBy]` in the catalogues.

            - `Type.Member`: the entity, value object or use case that refuses.
            - held by: the constraint, index, function, policy, view or compared column that decides, alone or when requests race; or the
              interface of a system outside.

            | code | raised as | rule |
            |---|---|---|

            """);
        foreach (var place in ErrorPlaces.All)
        {
            page.Append("| `").Append(place.Code).Append("` | `").Append(place.Name).Append("` | ").Append(place.Place).Append(" |\n");
        }

        return page.ToString();
    }
}
