using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Running;

namespace Agora.Migrations.Backfills;

/// <summary>The table and the key along which a backfill walks, as the catalogue has them.</summary>
/// <param name="Table">Quoted, with schema.</param>
/// <param name="Key">Quoted.</param>
/// <param name="Estimate">Rows by the statistics; 0 before the first ANALYZE.</param>
/// <param name="Triggers">The triggers that a write fires, with the functions that they call.</param>
internal sealed record BackfillTarget(
    string Table,
    string Key,
    string KeyType,
    bool NotNull,
    bool Indexed,
    long Estimate,
    IReadOnlyList<(string Name, string Function)> Triggers)
{
    /// <returns>Null when there is no such table or column.</returns>
    public static async Task<BackfillTarget?> FindAsync(ServerConnection connection, BackfillSettings settings, CancellationToken ct)
    {
        const string sql = """
            SELECT format('%I.%I', n.nspname, c.relname),
                   quote_ident(a.attname),
                   format_type(a.atttypid, a.atttypmod),
                   a.attnotnull,
                   EXISTS (SELECT
                           FROM pg_index AS i
                           JOIN pg_class AS x ON x.oid = i.indexrelid
                           JOIN pg_am AS m ON m.oid = x.relam
                           WHERE i.indrelid = c.oid AND i.indisvalid AND i.indkey[0] = a.attnum AND i.indpred IS NULL
                               AND m.amname = 'btree'),
                   greatest(c.reltuples, 0)::bigint,
                   ARRAY(SELECT t.tgname::text
                         FROM pg_trigger AS t
                         WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                         ORDER BY t.tgname),
                   ARRAY(SELECT p.proname::text
                         FROM pg_trigger AS t
                         JOIN pg_proc AS p ON p.oid = t.tgfoid
                         WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                         ORDER BY t.tgname)
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = $2 AND NOT a.attisdropped
            WHERE c.oid = to_regclass($1)
            """;
        var rows = await connection.ReadAsync(
            new SqlCommand(sql, settings.Table, settings.Key),
            row => new BackfillTarget(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetInt64(5),
                [.. row.GetFieldValue<string[]>(6).Zip(row.GetFieldValue<string[]>(7))]),
            ct);
        return rows is [var found] ? found : null;
    }

    /// <exception cref="MigrationException">The key cannot carry a backfill, or a trigger would fire that the file does not
    /// mention.</exception>
    public static async Task<BackfillTarget> ReadAsync(RunSession run, StepWork work, CancellationToken ct)
    {
        var settings = work.Step.Settings.Backfill!;
        var target = await FindAsync(run.Worker, settings, ct);
        return Problem(target, settings) is { } problem
            ? throw new MigrationException(new MigrationFailure(MigratorExit.Failed, $"{problem.Message} The step was not run.")
            {
                File = work.File.Path,
                Line = work.Step.Line,
                Hint = problem.Hint,
            })
            : target!;
    }

    /// <summary>A value that no key is below; null for a type that has none that could be written down.</summary>
    public static string? LowestOf(string type) => type switch
    {
        "bigint" => "-9223372036854775808",
        "integer" => "-2147483648",
        "smallint" => "-32768",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "text" => "",
        "date" or "timestamp without time zone" or "timestamp with time zone" => "-infinity",
        _ when type.StartsWith("character varying", StringComparison.Ordinal) => "",
        _ => null,
    };

    /// <summary>Why a backfill cannot walk over the target, with what to do about it.</summary>
    public static (string Message, string Hint, BackfillObstacle Obstacle)? Problem(BackfillTarget? target, BackfillSettings settings) =>
        target switch
        {
            null => ($"There is no column {settings.Key} in a table {settings.Table}.",
                "Name an existing table and column in the directive.",
                BackfillObstacle.Table),
            { NotNull: false } or { Indexed: false } => (
                $"The key {settings.Key} of {settings.Table} must be NOT NULL and lead an index, "
                + "or every batch would read the whole table.",
                "Name such a column (a btree index that is valid and not partial), or make one in a step before.",
                BackfillObstacle.Key),
            { Triggers.Count: > 0 } when !settings.AllowsTriggers => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Triggers on {settings.Table} would fire for every row: "
                    + $"{string.Join(", ", target.Triggers.Select(trigger => trigger.Name))}."),
                "Say triggers=on in the directive if that is meant: it is a comment, so the file keeps its hash.",
                BackfillObstacle.Triggers),
            _ => null,
        };
}

/// <summary>What stands in the way of a backfill; an earlier step of the same run may remove it.</summary>
internal enum BackfillObstacle
{
    Table,
    Key,
    Triggers,
}
