using Agora.Migrations.Sql;
using static Agora.Migrations.Recipes.RecipeParameter;

namespace Agora.Migrations.Recipes;

internal static class ConstraintRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("foreign-key", "Adds a foreign key with its index, in steps that hold up neither table.", AddForeignKey)
        {
            Needs = [Table, Column, RecipeParameter.References, RecipeParameter.OnDelete],
            Takes = [Named],
        },
        new("unique", "Adds a unique constraint over an index that is built concurrently.", AddUnique)
        {
            Needs = [Table, Column],
            Takes = [Named],
        },
        new("check", "Adds a CHECK: new rows at once, old rows in a step that blocks no query.", AddCheck)
        {
            Needs = [Table, Column, Check],
            Takes = [Named],
        },
    ];

    private static RecipeText AddForeignKey(RecipeArguments given)
    {
        var table = given.Table();
        var columns = given.Columns();
        var (parent, keys) = given.References();
        var name = ObjectName.Spell(given.NameOr(table, columns, "fkey"));
        var index = new ObjectName(table.Schema, string.Join('_', [table.Name, .. columns, "idx"]));
        return new RecipeText(
            $"""
            -- Without this index every delete on {parent} would read all of {table}.
            {SharedSteps.Outside}
            CREATE INDEX CONCURRENTLY {ObjectName.Spell(index.Name)} ON {table.Sql} ({SharedSteps.List(columns)});

            {SharedSteps.Step}
            ALTER TABLE {table.Sql}
                ADD CONSTRAINT {name} FOREIGN KEY ({SharedSteps.List(columns)}) REFERENCES {parent.Sql} ({SharedSteps.List(keys)}) ON DELETE {given.OnDelete()} NOT VALID;

            {SharedSteps.Step}
            ALTER TABLE {table.Sql} VALIDATE CONSTRAINT {name};
            """,
            $"""
            {SharedSteps.Allow("PGM212", "The constraint goes alone, so both tables are locked once and briefly.")}
            {SharedSteps.Allow("PGM218", "This is how it was.")}
            ALTER TABLE {table.Sql} DROP CONSTRAINT {name};

            {SharedSteps.Outside}
            DROP INDEX CONCURRENTLY {index.Sql};
            """);
    }

    private static RecipeText AddUnique(RecipeArguments given)
    {
        var table = given.Table();
        var columns = given.Columns();
        var name = ObjectName.Spell(given.NameOr(table, columns, "key"));
        return new RecipeText(
            $"""
            -- The build fails when rows share their values, and names one of them.
            {SharedSteps.Outside}
            CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table.Sql} ({SharedSteps.List(columns)});

            {SharedSteps.Step}
            ALTER TABLE {table.Sql} ADD CONSTRAINT {name} UNIQUE USING INDEX {name};
            """,
            $"""
            {SharedSteps.Allow("PGM218", "This is how it was.")}
            ALTER TABLE {table.Sql} DROP CONSTRAINT {name};
            """);
    }

    private static RecipeText AddCheck(RecipeArguments given)
    {
        var table = given.Table();
        var name = ObjectName.Spell(given.NameOr(table, given.Columns(), "check"));
        var rule = given.Needed(Check);
        return new RecipeText(
            $"""
            ALTER TABLE {table.Sql} ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID;

            {SharedSteps.Step}
            ALTER TABLE {table.Sql} VALIDATE CONSTRAINT {name};
            """,
            $"""
            {SharedSteps.Allow("PGM218", "This is how it was.")}
            ALTER TABLE {table.Sql} DROP CONSTRAINT {name};
            """);
    }
}
