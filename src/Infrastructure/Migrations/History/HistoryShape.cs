using Npgsql;

namespace Agora.Migrations.History;

/// <summary>
/// What stands under the name of the history. FluentMigrator's own runner makes its table in three transactions, so half of it may be
/// there; another program may have a table of this name.
/// </summary>
/// <param name="Kind">Of <c>pg_class.relkind</c>; empty when there is nothing.</param>
/// <param name="Version">Type of the column; empty when it is missing. The same for the others.</param>
/// <param name="IsUnique">A unique index covers exactly the version.</param>
internal sealed record HistoryShape(string Kind, string Version, string AppliedOn, string Description, bool IsUnique)
{
    /// <summary>Columns of a query that <see cref="Read"/> reads; <c>$1</c> is the quoted name of the table.</summary>
    public const string Columns = """
        coalesce((SELECT relkind::text FROM pg_class WHERE oid = to_regclass($1)), ''),
        coalesce((
            SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'Version'
                   AND NOT attisdropped), ''),
        coalesce((
            SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'AppliedOn'
                   AND NOT attisdropped), ''),
        coalesce((
            SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'Description'
                   AND NOT attisdropped), ''),
        EXISTS (
            SELECT FROM pg_index AS i
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
              AND i.indnkeyatts = 1 AND a.attname = 'Version')
        """;

    public const int ColumnCount = 5;

    public static HistoryShape None { get; } = new("", "", "", "", false);

    public bool Exists => Kind.Length > 0;

    public bool IsComplete => Exists && AppliedOn.Length > 0 && Description.Length > 0 && IsUnique;

    public static HistoryShape Read(NpgsqlDataReader row, int first) =>
        new(row.GetString(first), row.GetString(first + 1), row.GetString(first + 2), row.GetString(first + 3), row.GetBoolean(first + 4));

    /// <exception cref="MigrationException">It is no history of FluentMigrator, whole or half.</exception>
    public void Check(HistoryNames names)
    {
        var problem = this switch
        {
            { Exists: false } => null,
            { Kind: not ("r" or "p") } => "it is no table",
            { Version: "" } => "it has no column \"Version\"",
            { Version: not "bigint" } => $"its column \"Version\" is {Version} instead of bigint",
            { AppliedOn: not ("" or "timestamp without time zone" or "timestamp with time zone") } =>
                $"its column \"AppliedOn\" is {AppliedOn} instead of timestamp",
            { Description: not ("" or "character varying" or "text") } => $"its column \"Description\" is {Description} instead of varchar",
            _ => null,
        };
        if (problem is not null)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.UnsafeEnvironment, $"{names.Versions} is not the history of FluentMigrator: {problem}. Nothing was changed.")
            {
                Hint = $"It belongs to another program: rename it (ALTER TABLE {names.Versions} RENAME TO ...), "
                    + "or migrate another database.",
            });
        }
    }

    /// <exception cref="MigrationException">A version is there twice, which no unique index has kept out.</exception>
    public static void CheckOnce(IReadOnlyList<VersionRow> rows, HistoryNames names)
    {
        if (rows.GroupBy(row => row.Version).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.UnsafeEnvironment,
                FormattableString.Invariant($"{names.Versions} names version {twice.Key} more than once, and has no unique index. ")
                + "Nothing was changed.")
            {
                Hint = FormattableString.Invariant($"Keep one row: DELETE FROM {names.Versions} WHERE \"Version\" = {twice.Key} ")
                    + FormattableString.Invariant($"AND ctid <> (SELECT min(ctid) FROM {names.Versions} WHERE \"Version\" = {twice.Key}). ")
                    + "The next run adds the index.",
            });
        }
    }
}
