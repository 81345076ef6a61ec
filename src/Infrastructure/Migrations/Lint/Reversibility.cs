using Agora.Migrations.Lint.Rules;
using Agora.Migrations.Schemas;

namespace Agora.Migrations.Lint;

/// <summary>Whether a down file leads back to where its up file started, as far as the model can tell.</summary>
internal static class Reversibility
{
    /// <param name="up">The model behind the up file, which remembers what it changed.</param>
    /// <param name="down">The layer on which the down file was replayed.</param>
    public static void Check(FileContext file, SchemaModel up, SchemaModel down)
    {
        // What only the down file touches was not changed by the up file, so it has to stay as it is.
        foreach (var name in up.Originals.Keys.Union(down.Originals.Keys).OrderBy(name => name.ToString(), StringComparer.Ordinal))
        {
            var before = up.Originals.TryGetValue(name, out var original) ? original : down.Originals[name];
            if (Difference(before, down.Table(name)) is { } difference)
            {
                file.Report(FileRules.NotInverse, TextRange.Top, $"After up and down {name} {difference}.");
            }
        }
    }

    private static string? Difference(TableState? before, TableState? after)
    {
        if (before is null || after is null)
        {
            return (before, after) switch
            {
                (null, { IsKnown: true }) => "is left over",
                ({ IsKnown: true }, null) => "is gone",
                _ => null,
            };
        }

        return Names("column", before.Columns.Select(Describe), after.Columns.Select(Describe))
            ?? Names(
                "constraint",
                before.Constraints.Select(constraint => constraint.Name),
                after.Constraints.Select(constraint => constraint.Name))
            ?? Names("index", before.Indexes.Select(index => index.Name), after.Indexes.Select(index => index.Name))
            ?? Names("policy", before.Policies, after.Policies)
            ?? (before.RowSecurity != after.RowSecurity ? "has another row level security" : null);
    }

    private static string Describe(ColumnState column) =>
        $"{column.Name}{(column.Type is null ? "" : $" {column.Type}")}{(column.NotNull ? " NOT NULL" : "")}";

    private static string? Names(string what, IEnumerable<string> before, IEnumerable<string> after)
    {
        var missing = before.Except(after, StringComparer.Ordinal).ToList();
        var added = after.Except(before, StringComparer.Ordinal).ToList();
        return (missing, added) switch
        {
            ([], []) => null,
            ([], _) => $"keeps the {what} {string.Join(", ", added)}",
            (_, []) => $"lacks the {what} {string.Join(", ", missing)}",
            _ => $"has the {what} {string.Join(", ", added)} for {string.Join(", ", missing)}",
        };
    }
}
