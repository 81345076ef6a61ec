using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.Running;

namespace Agora.Infrastructure.Database.Migrations.Backfills;

/// <summary>The table and the key along which a backfill walks, checked against the catalogue.</summary>
/// <param name="Table">Quoted, with schema.</param>
/// <param name="Key">Quoted.</param>
/// <param name="Least">A value below every key; the first window opens there.</param>
/// <param name="Estimate">Rows by the statistics; 0 when nobody has counted.</param>
internal sealed record BackfillTarget(string Table, string Key, string KeyType, string Least, long Estimate)
{
    /// <exception cref="MigrationException">The key cannot carry a backfill, or a trigger would fire that the file does not mention.</exception>
    public static async Task<BackfillTarget> ReadAsync(RunSession run, BackfillSettings settings, CancellationToken ct)
    {
        const string sql = """
            SELECT format('%I.%I', n.nspname, c.relname),
                   quote_ident(a.attname),
                   format_type(a.atttypid, a.atttypmod),
                   a.attnotnull,
                   EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indkey[0] = a.attnum AND i.indpred IS NULL),
                   greatest(c.reltuples, 0)::bigint,
                   (SELECT string_agg(t.tgname, ', ' ORDER BY t.tgname) FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D')
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = $2 AND NOT a.attisdropped
            WHERE c.oid = to_regclass($1)
            """;
        var rows = await run.Worker.ReadAsync(
            new SqlCommand(sql, settings.Table, settings.Key),
            row => new Found(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetString(6)),
            ct);
        if (rows is not [var found])
        {
            throw Refuse($"There is no column {settings.Key} in a table {settings.Table}.");
        }

        if (!found.NotNull || !found.Indexed)
        {
            throw Refuse($"The key {settings.Key} of {settings.Table} must be NOT NULL and lead an index, or every batch would read the whole table.");
        }

        if (found.Triggers is not null && !settings.AllowsTriggers)
        {
            throw Refuse($"Triggers would fire for every row: {found.Triggers}. Say triggers=on in the directive if that is meant.");
        }

        return new BackfillTarget(found.Table, found.Key, found.Type, LeastOf(found.Type, settings), found.Estimate);
    }

    /// <summary>A value below every key of the type; null when a backfill cannot walk along it.</summary>
    public static string? LowestOf(string type) => type switch
    {
        "bigint" => "-9223372036854775808",
        "integer" => "-2147483648",
        "smallint" => "-32768",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "text" => "",
        _ when type.StartsWith("character varying", StringComparison.Ordinal) => "",
        _ => null,
    };

    private static string LeastOf(string type, BackfillSettings settings) => LowestOf(type)
        ?? throw Refuse($"The key {settings.Key} is {type}; a backfill walks along bigint, integer, uuid or text.");

    private static MigrationException Refuse(string message) => new(MigratorExit.Usage, message);

    private sealed record Found(string Table, string Key, string Type, bool NotNull, bool Indexed, long Estimate, string? Triggers);
}
