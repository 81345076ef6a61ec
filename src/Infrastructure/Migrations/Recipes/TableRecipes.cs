using Agora.Migrations.Sql;
using static Agora.Migrations.Recipes.RecipeParameter;

namespace Agora.Migrations.Recipes;

internal static class TableRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("new-table", "Makes a table with a uuid key, times, comments, and named constraints.", Create)
        {
            Needs = [Table],
            Takes = [RecipeParameter.References, RecipeParameter.OnDelete],
        },
        new("drop-table", "Drops a table in the release after the one that stopped using it, with the guards of a destructive file.", Drop)
        {
            Needs = [Table],
        },
        new("bigint-key", "Turns an integer primary key into bigint over two releases.", given => new KeyToBigint(
            given.Table(), given.ColumnOr(Column, "id")).Text())
        {
            Needs = [Table],
            Takes = [Column],
        },
        new(
            "partition-table",
            "Makes a table partitioned by range; the old rows become its first partition where they lie.",
            Partitioning.Text)
        {
            Needs = [Table, Column, RecipeParameter.Type, Until, Next],
            Takes = [Key],
        },
        new("enum-value", "Adds a value to an enum.", AddLabel)
        {
            Needs = [RecipeParameter.Type, Label, After],
        },
    ];

    private static RecipeText Create(RecipeArguments given)
    {
        var table = given.Table();
        var columns = "    id         uuid        NOT NULL DEFAULT gen_random_uuid() "
            + $"CONSTRAINT {ObjectName.Spell($"{table.Name}_pkey")} PRIMARY KEY,\n";
        var after = "";
        if (given.Has(RecipeParameter.References))
        {
            var (parent, keys) = given.References();
            var column = $"{Singular(parent.Name)}_id";
            var rule = given.Has(RecipeParameter.OnDelete) ? given.OnDelete() : "CASCADE";
            columns += $"    {ObjectName.Spell(column)} uuid NOT NULL CONSTRAINT {ObjectName.Spell($"{table.Name}_{column}_fkey")} "
                + $"REFERENCES {parent.Sql} ({SharedSteps.List(keys)}) ON DELETE {rule},\n";
            after = $"\n\nCREATE INDEX {ObjectName.Spell($"{table.Name}_{column}_idx")} ON {table.Sql} ({ObjectName.Spell(column)});";
        }

        return new RecipeText(
            $"""
            -- The trigger of updated_at, policies and grants belong into a repeatable file.
            CREATE TABLE {table.Sql} (
            {columns}    created_at timestamptz NOT NULL DEFAULT now(),
                updated_at timestamptz NOT NULL DEFAULT now()
            );

            COMMENT ON TABLE {table.Sql} IS 'What a row is. Natural key: none.';{after}
            """,
            $"DROP TABLE {table.Sql};");
    }

    private static RecipeText Drop(RecipeArguments given)
    {
        var table = given.Table();
        return new RecipeText(
            $"COMMENT ON TABLE {table.Sql} IS 'Goes away: no release reads or writes it any more.';",
            $"COMMENT ON TABLE {table.Sql} IS NULL;")
        {
            Contract = new RecipeText(
                $"""
                {SharedSteps.Guards("Restore the table from the backup.")}
                -- migrate: irreversible reason="The rows of {table} exist in the backup only."
                DROP TABLE {table.Sql};
                """,
                Down: null),
        };
    }

    private static RecipeText AddLabel(RecipeArguments given)
    {
        var type = given.Table(RecipeParameter.Type);
        return new RecipeText(
            $"""
            -- migrate: irreversible reason="PostgreSQL cannot take a value of an enum back; unused, it does no harm."
            ALTER TYPE {type.Sql} ADD VALUE {given.Literal(Label)} AFTER {given.Literal(After)};
            """,
            Down: null);
    }

    private static string Singular(string plural) => plural.EndsWith("ies", StringComparison.Ordinal) ? $"{plural[..^3]}y"
        : plural.EndsWith('s') ? plural[..^1]
        : plural;
}
