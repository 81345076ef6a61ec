using System.Globalization;
using Agora.Migrations.Backfills;
using Agora.Migrations.Files;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Scripting;

/// <summary>
/// A backfill for psql: a DO block that commits after each window. It has neither the feeling for the load nor the memory of the runner:
/// when it is interrupted, it begins at the first key again.
/// </summary>
internal static class BackfillScript
{
    /// <exception cref="MigrationException">The step is no backfill that could run.</exception>
    public static string Of(MigrationStep step)
    {
        var settings = step.Settings.Backfill!;
        var key = ObjectName.Spell(settings.Key);
        var statement = step.Statements[0];
        var first = BackfillStatement.WithFirst(statement, "backfill.lo", "backfill.hi")
            ?? throw new MigrationException(
                MigratorExit.LintErrors, $"Line {step.Line.ToString(CultureInfo.InvariantCulture)}: {BackfillStatement.Shape}");
        var sql = BackfillStatement.With(statement, "backfill.lo", "backfill.hi")!;
        var tag = "$backfill$";
        while (sql.Contains(tag, StringComparison.Ordinal))
        {
            tag = $"{tag[..^1]}_$";
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            DO {tag}
            #variable_conflict use_column
            <<backfill>>
            DECLARE
                lo    {settings.Table}.{key}%TYPE;
                hi    {settings.Table}.{key}%TYPE;
                upper {settings.Table}.{key}%TYPE;
                first boolean := true;
            BEGIN
                SELECT t.{key} INTO backfill.lo FROM {settings.Table} AS t ORDER BY t.{key} LIMIT 1;
                SELECT t.{key} INTO backfill.upper FROM {settings.Table} AS t ORDER BY t.{key} DESC LIMIT 1;
                -- The first window includes the smallest key; every other begins behind the one before.
                WHILE backfill.first OR backfill.lo < backfill.upper LOOP
                    SELECT t.{key} INTO backfill.hi
                    FROM {settings.Table} AS t
                    WHERE t.{key} >= backfill.lo
                      AND (backfill.first OR t.{key} > backfill.lo)
                      AND t.{key} <= backfill.upper
                    ORDER BY t.{key}
                    OFFSET {settings.Batch - 1}
                    LIMIT 1;
                    backfill.hi := coalesce(backfill.hi, backfill.upper);
                    IF backfill.first THEN
            {first};
                    ELSE
            {sql};
                    END IF;
                    COMMIT;
                    backfill.first := false;
                    backfill.lo := backfill.hi;
                    PERFORM pg_catalog.pg_sleep({settings.Pause.TotalSeconds});
                END LOOP;
            END {tag};
            """);
    }
}
