using Agora.Migrations.Sql;
using static Agora.Migrations.Recipes.RecipeParameter;

namespace Agora.Migrations.Recipes;

internal static class IndexRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("index", "Builds an index concurrently.", given => Add(given, unique: false))
        {
            Needs = [Table, Column],
            Takes = [Method, Where, Named],
        },
        new("unique-index", "Builds a unique index concurrently, perhaps over some of the rows only.", given => Add(given, unique: true))
        {
            Needs = [Table, Column],
            Takes = [Where, Named],
        },
        new("drop-index", "Drops an index concurrently; the columns are for the way back.", Drop)
        {
            Needs = [Table, Column],
            Takes = [Method, Where, Named],
        },
    ];

    private static RecipeText Add(RecipeArguments given, bool unique)
    {
        var (create, drop) = Both(given, unique);
        return new RecipeText($"{SharedSteps.Outside}\n{create}", $"{SharedSteps.Outside}\n{drop}");
    }

    private static RecipeText Drop(RecipeArguments given)
    {
        var (create, drop) = Both(given, unique: false);
        return new RecipeText(
            $"""
            {SharedSteps.Outside}
            {SharedSteps.Allow("PGM506", "Before the merge: pg_stat_user_indexes.idx_scan stands still on every server.")}
            {drop}
            """,
            $"{SharedSteps.Outside}\n{create}");
    }

    private static (string Create, string Drop) Both(RecipeArguments given, bool unique)
    {
        var table = given.Table();
        var columns = given.Columns();
        var name = given.NameOr(table, columns, unique ? "key" : "idx");
        var method = given.Has(Method) ? $" USING {ObjectName.Spell(given.Column(Method))}" : "";
        var where = given.Sql(Where) is { } condition ? $" WHERE {condition}" : "";
        return (
            $"CREATE{(unique ? " UNIQUE" : "")} INDEX CONCURRENTLY {ObjectName.Spell(name)} "
            + $"ON {table.Sql}{method} ({SharedSteps.List(columns)}){where};",
            $"DROP INDEX CONCURRENTLY {(table with { Name = name }).Sql};");
    }
}
