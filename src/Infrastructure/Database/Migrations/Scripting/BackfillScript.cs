using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Backfills;
using Agora.Infrastructure.Database.Migrations.Files;

namespace Agora.Infrastructure.Database.Migrations.Scripting;

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
        var sql = (step.Statements is [var only] ? BackfillStatement.With(only, "backfill.lo", "backfill.hi") : null)
            ?? throw new MigrationException(MigratorExit.LintErrors, $"Line {step.Line.ToString(CultureInfo.InvariantCulture)}: a backfill step holds one statement, which names its window as :lo (outside) and :hi (inside).");
        var tag = "$backfill$";
        while (sql.Contains(tag, StringComparison.Ordinal))
        {
            tag = $"{tag[..^1]}_$";
        }

        // The least value by type, as the runner has it: only the server knows the type.
        return string.Create(CultureInfo.InvariantCulture, $"""
            DO {tag}
            #variable_conflict use_column
            <<backfill>>
            DECLARE
                lo    {settings.Table}.{settings.Key}%TYPE;
                hi    {settings.Table}.{settings.Key}%TYPE;
                upper {settings.Table}.{settings.Key}%TYPE;
            BEGIN
                backfill.lo := CASE pg_catalog.pg_typeof(backfill.lo)::text
                    WHEN 'bigint' THEN '-9223372036854775808'
                    WHEN 'integer' THEN '-2147483648'
                    WHEN 'smallint' THEN '-32768'
                    WHEN 'uuid' THEN '00000000-0000-0000-0000-000000000000'
                    ELSE '' END;
                SELECT t.{settings.Key} INTO backfill.upper FROM {settings.Table} AS t ORDER BY t.{settings.Key} DESC LIMIT 1;
                WHILE backfill.lo < backfill.upper LOOP
                    SELECT t.{settings.Key} INTO backfill.hi
                    FROM {settings.Table} AS t
                    WHERE t.{settings.Key} > backfill.lo
                      AND t.{settings.Key} <= backfill.upper
                    ORDER BY t.{settings.Key}
                    OFFSET {settings.Batch - 1}
                    LIMIT 1;
                    backfill.hi := coalesce(backfill.hi, backfill.upper);
            {sql};
                    COMMIT;
                    backfill.lo := backfill.hi;
                    PERFORM pg_catalog.pg_sleep({settings.Pause.TotalSeconds});
                END LOOP;
            END {tag};
            """);
    }
}
