using Agora.Migrations.Sql;

namespace Agora.Migrations.Recipes;

/// <summary>Steps that several recipes share.</summary>
internal static class SharedSteps
{
    public const string Step = "-- migrate: step";

    public const string Outside = "-- migrate: step transaction=off";

    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(ObjectName.Spell));

    public static string Allow(string rules, string reason) => $"-- migrate: allow={rules} reason=\"{reason}\"";

    public static string Backfill(ObjectName table, string key, string set, string where) => $"""
        {Step} backfill table={table.Sql} key={key} batch=1000 pause=100ms triggers=on
        UPDATE {table.Sql}
        SET {set}
        WHERE {where}
          AND {ObjectName.Spell(key)} > :lo AND {ObjectName.Spell(key)} <= :hi;

        {Step}
        ANALYZE {table.Sql};
        """;

    /// <summary>NOT NULL without a scan under a lock: a CHECK proves it first. The writers are held to it from the first step on.</summary>
    public static string NotNull(ObjectName table, string column)
    {
        var proof = ObjectName.Spell($"{table.Name}_{column}_not_null");
        var name = ObjectName.Spell(column);
        return $"""
            {Step}
            ALTER TABLE {table.Sql} ADD CONSTRAINT {proof} CHECK ({name} IS NOT NULL) NOT VALID;

            {Step}
            ALTER TABLE {table.Sql} VALIDATE CONSTRAINT {proof};

            {Step}
            ALTER TABLE {table.Sql} ALTER COLUMN {name} SET NOT NULL;

            {Step}
            ALTER TABLE {table.Sql} DROP CONSTRAINT {proof};
            """;
    }

    /// <summary>What the runner asks of a file that destroys data. The blanks are filled in when the file is brought in.</summary>
    public static string Guards(string rollback) => $"""
        -- migrate: reviewer=""
        -- migrate: rollback="{rollback}"
        -- migrate: backup=""
        """;

    public static string DropColumns(ObjectName table, IEnumerable<string> columns) =>
        $"ALTER TABLE {table.Sql}\n    {string.Join(",\n    ", columns.Select(column => $"DROP COLUMN {ObjectName.Spell(column)}"))};";
}
