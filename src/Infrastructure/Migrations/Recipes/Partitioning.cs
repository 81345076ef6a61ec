using Agora.Migrations.Sql;
using static Agora.Migrations.Recipes.RecipeParameter;

namespace Agora.Migrations.Recipes;

/// <summary>
/// The table becomes the first partition of a new one of its name. No row moves: a CHECK that was validated before proves the bounds,
/// an index that was built before becomes the key, so the change of places reads nothing.
/// </summary>
internal static class Partitioning
{
    public static RecipeText Text(RecipeArguments given)
    {
        var table = given.Table();
        var column = ObjectName.Spell(given.Column());
        var key = ObjectName.Spell(given.ColumnOr(Key, "id"));
        var until = $"{Cast(given, Until)}";
        var next = $"{Cast(given, Next)}";
        var past = table with { Name = $"{table.Name}_past" };
        var first = table with { Name = $"{table.Name}_first" };
        var whole = table with { Name = $"{table.Name}_partitioned" };
        var check = ObjectName.Spell($"{table.Name}_past_check");
        var pastKey = ObjectName.Spell($"{table.Name}_past_pkey");
        var name = ObjectName.Spell($"{table.Name}_pkey");
        var oid = $"{SqlLiteral.Of(table.Sql)}::regclass";
        var moves = SharedSteps.Allow("PGM213,PGM505", "A table of that name stands again at the end of the transaction.");
        return new RecipeText(
            $"""
            -- Rows from {until} on are refused until the last step is through, so choose a bound that lies well ahead.
            -- {given.Column()} has to be NOT NULL (recipe not-null). {given.ColumnOr(Key, "id")} alone is no longer unique, and no foreign key can point to it.
            ALTER TABLE {table.Sql} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL AND {column} < {until}) NOT VALID;

            {SharedSteps.Step}
            ALTER TABLE {table.Sql} VALIDATE CONSTRAINT {check};

            {SharedSteps.Outside}
            CREATE UNIQUE INDEX CONCURRENTLY {pastKey} ON {table.Sql} ({key}, {column});

            -- Indexes, policies, triggers and grants are not copied: write them for the new table at the end of this step, then take the
            -- assert away. An index that the old rows have already is taken over without a build.
            {SharedSteps.Step}
            -- migrate: assert SELECT NOT relrowsecurity AND NOT relhastriggers AND relacl IS NULL AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attidentity <> '') FROM pg_class AS c WHERE oid = {oid}
            {moves}
            {SharedSteps.Allow("PGM218", "The key of the old rows is replaced in the same transaction.")}
            ALTER TABLE {table.Sql} DROP CONSTRAINT {name};
            ALTER TABLE {table.Sql} ADD CONSTRAINT {pastKey} PRIMARY KEY USING INDEX {pastKey};
            ALTER TABLE {table.Sql} RENAME TO {ObjectName.Spell(past.Name)};
            CREATE TABLE {table.Sql} (
                LIKE {past.Sql} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMMENTS,
                CONSTRAINT {name} PRIMARY KEY ({key}, {column})
            ) PARTITION BY RANGE ({column});
            COMMENT ON TABLE {table.Sql} IS {SqlLiteral.Of($"What a row is. Partitioned by {column}.")};
            ALTER TABLE {table.Sql} ATTACH PARTITION {past.Sql} FOR VALUES FROM (MINVALUE) TO ({until});
            CREATE TABLE {first.Sql} PARTITION OF {table.Sql} FOR VALUES FROM ({until}) TO ({next});
            """,
            $"""
            -- Rows of newer partitions move into the old table, while it is locked.
            {SharedSteps.Outside}
            CREATE UNIQUE INDEX CONCURRENTLY {ObjectName.Spell($"{table.Name}_old_pkey")} ON {past.Sql} ({key});

            {SharedSteps.Step}
            {SharedSteps.Allow("PGM218,PGM611,PGM702", "The old table takes its place back in one transaction, so that no row is lost.")}
            ALTER TABLE {table.Sql} DETACH PARTITION {past.Sql};
            ALTER TABLE {table.Sql} RENAME TO {ObjectName.Spell(whole.Name)};
            ALTER TABLE {past.Sql} DROP CONSTRAINT {check};
            INSERT INTO {past.Sql} SELECT * FROM {whole.Sql};
            DROP TABLE {whole.Sql};
            ALTER TABLE {past.Sql} DROP CONSTRAINT {pastKey};
            ALTER TABLE {past.Sql} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {ObjectName.Spell($"{table.Name}_old_pkey")};
            ALTER TABLE {past.Sql} RENAME TO {ObjectName.Spell(table.Name)};
            """);
    }

    private static string Cast(RecipeArguments given, RecipeParameter bound) =>
        $"{given.Literal(bound)}::{given.Needed(RecipeParameter.Type)}";
}
