using Agora.Migrations.Sql;
using static Agora.Migrations.Recipes.RecipeParameter;

namespace Agora.Migrations.Recipes;

internal static class ColumnRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("add-column", "Adds a column: nullable, or with a constant default.", AddColumn)
        {
            Needs = [Table, Column, RecipeParameter.Type],
            Takes = [RecipeParameter.Default, NotNull],
        },
        new("add-filled-column", "Adds a NOT NULL column whose values the old rows get in batches.", AddFilled)
        {
            Needs = [Table, Column, RecipeParameter.Type, Fill],
            Takes = [RecipeParameter.Default, Key],
        },
        new("not-null", "Makes an existing column NOT NULL, in steps that read the table without blocking queries.", SetNotNull)
        {
            Needs = [Table, Column],
            Takes = [Fill, Key],
        },
        new(
            "rename-column",
            "Renames a column over two releases: a trigger keeps both names in step until no server uses the old one.",
            Rename)
        {
            Needs = [Table, Column, To, RecipeParameter.Type],
            Takes = [NotNull, Key],
        },
        new(
            "change-type",
            "Gives a column another type over two releases, under a new name, without rewriting the table under a lock.",
            ChangeType)
        {
            Needs = [Table, Column, From, To, RecipeParameter.Type],
            Takes = [Fill, Back, NotNull, Key],
        },
        new("split-column", "Splits a column into several over two releases.", Split)
        {
            Needs = [Table, Column, From, To, RecipeParameter.Type, Fill, Back],
            Takes = [NotNull, Key],
        },
        new(
            "drop-column",
            "Drops a column in the release after the one that stopped using it, with the guards of a destructive file.",
            Drop)
        {
            Needs = [Table, Column, RecipeParameter.Type],
            Takes = [NotNull],
        },
    ];

    private static RecipeText AddColumn(RecipeArguments given)
    {
        var table = given.Table();
        var column = ObjectName.Spell(given.Column());
        var preset = given.Sql(RecipeParameter.Default);
        if (given.Has(NotNull) && preset is null)
        {
            throw new MigrationException(
                MigratorExit.Usage,
                "NOT NULL without a default fails on a table with rows: give --default, or take the recipe add-filled-column.");
        }

        var rest =
            $"{given.Needed(RecipeParameter.Type)}{(given.Has(NotNull) ? " NOT NULL" : "")}{(preset is null ? "" : $" DEFAULT {preset}")}";
        return new RecipeText($"ALTER TABLE {table.Sql} ADD COLUMN {column} {rest};", SharedSteps.DropColumns(table, [given.Column()]));
    }

    private static RecipeText AddFilled(RecipeArguments given)
    {
        var table = given.Table();
        var column = given.Column();
        var name = ObjectName.Spell(column);
        var preset = given.Sql(RecipeParameter.Default);
        var key = given.ColumnOr(Key, "id");

        // The default comes in a statement of its own: old rows keep NULL, so that the table is not rewritten for a volatile one.
        var text = $"""
            ALTER TABLE {table.Sql} ADD COLUMN {name} {given.Needed(RecipeParameter.Type)};

            """;
        if (preset is not null)
        {
            text += $"""

                {SharedSteps.Step}
                ALTER TABLE {table.Sql} ALTER COLUMN {name} SET DEFAULT {preset};

                """;
        }

        text += $"""

            -- The release that writes the column must run before this continues, or rows without a value keep coming.
            {SharedSteps.Backfill(table, key, $"{name} = {given.Needed(Fill)}", $"{name} IS NULL")}

            {SharedSteps.NotNull(table, column)}
            """;
        return new RecipeText(text, SharedSteps.DropColumns(table, [column]));
    }

    private static RecipeText SetNotNull(RecipeArguments given)
    {
        var table = given.Table();
        var column = given.Column();
        var name = ObjectName.Spell(column);
        var fill = given.Sql(Fill) is { } value
            ? $"{SharedSteps.Backfill(table, given.ColumnOr(Key, "id"), $"{name} = {value}", $"{name} IS NULL")}\n\n"
            : "";
        return new RecipeText(
            fill + SharedSteps.NotNull(table, column),
            $"""
            {SharedSteps.Allow("PGM316", "This is how it was.")}
            ALTER TABLE {table.Sql} ALTER COLUMN {name} DROP NOT NULL;
            """);
    }

    private static RecipeText Rename(RecipeArguments given)
    {
        var type = given.Needed(RecipeParameter.Type);
        var old = given.Column();
        var renamed = given.Column(To);
        return new Successor(given.Table(), given.ColumnOr(Key, "id"), given.Has(NotNull))
        {
            Old = new(old, type, ObjectName.Spell(renamed)),
            New = [new(renamed, type, ObjectName.Spell(old))],
        }.Text();
    }

    private static RecipeText ChangeType(RecipeArguments given)
    {
        var (from, to) = (given.Needed(From), given.Needed(RecipeParameter.Type));
        var old = given.Column();
        var changed = given.Column(To);
        return new Successor(given.Table(), given.ColumnOr(Key, "id"), given.Has(NotNull))
        {
            Old = new(old, from, given.Sql(Back) ?? $"CAST({ObjectName.Spell(changed)} AS {from})"),
            New = [new(changed, to, given.Sql(Fill) ?? $"CAST({ObjectName.Spell(old)} AS {to})")],
        }.Text();
    }

    private static RecipeText Split(RecipeArguments given)
    {
        var columns = given.Columns(To);
        var fills = given.Many(Fill);
        if (fills.Count != columns.Count)
        {
            throw new MigrationException(
                MigratorExit.Usage, $"--fill has to come once for each of {string.Join(", ", columns)}, in their order.");
        }

        var type = given.Needed(RecipeParameter.Type);
        return new Successor(given.Table(), given.ColumnOr(Key, "id"), given.Has(NotNull))
        {
            Old = new(given.Column(), given.Needed(From), given.Needed(Back)),
            New = [.. columns.Zip(fills, (column, fill) => new SuccessorColumn(column, type, fill))],
        }.Text();
    }

    private static RecipeText Drop(RecipeArguments given)
    {
        var table = given.Table();
        var column = ObjectName.Spell(given.Column());
        var type = given.Needed(RecipeParameter.Type);
        var mark = $"COMMENT ON COLUMN {table.Sql}.{column} IS 'Goes away: no release reads or writes it any more.';";
        var unmark = $"COMMENT ON COLUMN {table.Sql}.{column} IS NULL;";
        return new RecipeText(
            given.Has(NotNull)
                ? $"""
                {mark}

                {SharedSteps.Step}
                {SharedSteps.Allow("PGM316", "The next release inserts rows without it; none reads it.")}
                ALTER TABLE {table.Sql} ALTER COLUMN {column} DROP NOT NULL;
                """
                : mark,
            given.Has(NotNull) ? $"{unmark}\n\n{SharedSteps.NotNull(table, given.Column())}" : unmark)
        {
            Contract = new RecipeText(
                $"""
                {SharedSteps.Guards("The down file brings the column back empty; its values come from the backup.")}
                -- Indexes, constraints and statistics of the column go with it.
                {SharedSteps.DropColumns(table, [given.Column()])}
                """,
                $"""
                ALTER TABLE {table.Sql} ADD COLUMN {column} {type};
                {mark}
                """),
        };
    }
}
