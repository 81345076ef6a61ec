using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Tracing.Seeding;

/// <param name="Type">As SQL writes it, length and precision included.</param>
/// <param name="Base">The built-in type below all domains, without length.</param>
/// <param name="Modifier">atttypmod of the type or of the domain; -1 for none.</param>
/// <param name="Element">Base name of the element of an array; null for what is none.</param>
/// <param name="Labels">Of an enum.</param>
/// <param name="Generated">The expression of a stored generated column; null for others.</param>
/// <param name="IsServerMade">Filled by an identity or a sequence.</param>
internal sealed record SeedColumn(
    short Number, string Name, string Type, string Base, int Modifier, string? Element, IReadOnlyList<string> Labels, bool NotNull,
    string? Generated, bool IsServerMade)
{
    public string Quoted => ObjectName.Quote(Name);
}

/// <param name="Columns">Numbers of the columns that the expression reads.</param>
internal sealed record SeedCheck(string Name, string Expression, IReadOnlyList<short> Columns);

internal sealed record SeedKey(
    string Name, uint Parent, string ParentName, IReadOnlyList<short> Columns, IReadOnlyList<string> ParentColumns);

/// <summary>A table as far as rows for it depend on it.</summary>
/// <param name="Unique">Column numbers of each unique or exclusion index; 0 for an expression.</param>
internal sealed record SeedTable(
    uint Oid, ObjectName Name, IReadOnlyList<SeedColumn> Columns, IReadOnlyList<SeedCheck> Checks, IReadOnlyList<SeedKey> Keys,
    IReadOnlyList<IReadOnlyList<short>> Unique)
{
    public SeedColumn Column(short number) => Columns.First(column => column.Number == number);

    /// <summary>
    /// Every table with rows of its own, but for those of the runner and of extensions; what others point at comes first.
    /// </summary>
    public static async Task<List<SeedTable>> ReadAsync(ServerConnection connection, MigratorOptions options, CancellationToken ct)
    {
        const string tablesSql = """
            SELECT c.oid, n.nspname, c.relname, coalesce(pg_catalog.pg_get_partition_constraintdef(c.oid), '')
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r'
              AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', $1)
              AND n.nspname !~ '^pg_toast'
              AND (n.nspname, c.relname) <> ($2, $3)
              AND NOT EXISTS (
                  SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY n.nspname, c.relname
            """;
        var tables = await connection.ReadAsync(
            new SqlCommand(tablesSql, options.SideSchema, options.HistorySchema, options.HistoryTable),
            row => (Oid: row.GetFieldValue<uint>(0), Name: new ObjectName(row.GetString(1), row.GetString(2)), Bounds: row.GetString(3)),
            ct);
        var columns = (await ColumnsAsync(connection, ct)).ToLookup(entry => entry.Table, entry => entry.Column);
        var checks = (await ChecksAsync(connection, ct)).ToLookup(entry => entry.Table, entry => entry.Check);
        var keys = (await KeysAsync(connection, ct)).ToLookup(entry => entry.Table, entry => entry.Key);
        var unique = (await UniqueAsync(connection, ct)).ToLookup(entry => entry.Table, entry => entry.Columns);
        var read = tables.ConvertAll(table =>
        {
            var own = columns[table.Oid].ToList();
            SeedCheck[] bounds = table.Bounds.Length == 0
                ? []
                : [new SeedCheck("its partition bounds", table.Bounds, SeedLiterals.Columns(table.Bounds, own))];
            return new SeedTable(
                table.Oid, table.Name, own, [.. checks[table.Oid], .. bounds], [.. keys[table.Oid]], [.. unique[table.Oid]]);
        });
        return Ordered(read);
    }

    private static List<SeedTable> Ordered(List<SeedTable> tables)
    {
        var ordered = new List<SeedTable>();
        var visited = new HashSet<uint>();
        var byOid = tables.ToDictionary(table => table.Oid);
        void Visit(SeedTable table)
        {
            if (!visited.Add(table.Oid))
            {
                return;
            }

            foreach (var key in table.Keys)
            {
                if (byOid.TryGetValue(key.Parent, out var parent))
                {
                    Visit(parent);
                }
            }

            ordered.Add(table);
        }

        tables.ForEach(Visit);
        return ordered;
    }

    private static Task<List<(uint Table, SeedColumn Column)>> ColumnsAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = """
            WITH RECURSIVE base AS (
                SELECT oid AS type, oid AS base, typbasetype AS next, typtypmod AS modifier
                FROM pg_catalog.pg_type
                UNION ALL
                SELECT b.type, t.oid, t.typbasetype, CASE WHEN t.typbasetype <> 0 THEN t.typtypmod ELSE b.modifier END
                FROM base AS b
                JOIN pg_catalog.pg_type AS t ON t.oid = b.next
            )
            SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), t.typname::text,
                   CASE WHEN b.base = a.atttypid THEN a.atttypmod ELSE b.modifier END,
                   e.typname::text,
                   (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid),
                   a.attnotnull OR EXISTS (SELECT FROM pg_catalog.pg_type AS d WHERE d.oid = a.atttypid AND d.typnotnull),
                   CASE WHEN a.attgenerated = 's' THEN pg_catalog.pg_get_expr(x.adbin, x.adrelid) END,
                   a.attidentity <> '' OR (a.attgenerated = '' AND coalesce(pg_catalog.pg_get_expr(x.adbin, x.adrelid),
                   '') LIKE 'nextval(%')
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            JOIN base AS b ON b.type = a.atttypid AND b.next = 0
            JOIN pg_catalog.pg_type AS t ON t.oid = b.base
            LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
            LEFT JOIN pg_catalog.pg_attrdef AS x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
            WHERE a.attnum > 0
              AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """;
        return connection.ReadAsync(
            new SqlCommand(sql),
            row => (row.GetFieldValue<uint>(0), new SeedColumn(
                row.GetInt16(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), Text(row, 6),
                row.IsDBNull(7) ? [] : row.GetFieldValue<string[]>(7), row.GetBoolean(8), Text(row, 9), row.GetBoolean(10))),
            ct);
    }

    private static Task<List<(uint Table, SeedCheck Check)>> ChecksAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT conrelid, conname, pg_catalog.pg_get_expr(conbin, conrelid), conkey
            FROM pg_catalog.pg_constraint
            WHERE contype = 'c'
              AND conrelid <> 0
              AND conkey IS NOT NULL
            ORDER BY conrelid, conname
            """;
        return connection.ReadAsync(
            new SqlCommand(sql),
            row => (row.GetFieldValue<uint>(0), new SeedCheck(row.GetString(1), row.GetString(2), row.GetFieldValue<short[]>(3))),
            ct);
    }

    private static Task<List<(uint Table, SeedKey Key)>> KeysAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT f.conrelid, f.conname, f.confrelid, f.confrelid::pg_catalog.regclass::text, f.conkey,
                   (SELECT array_agg(a.attname::text ORDER BY k.ordinality)
                    FROM unnest(f.confkey) WITH ORDINALITY AS k (n, ordinality)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = k.n)
            FROM pg_catalog.pg_constraint AS f
            JOIN pg_catalog.pg_class AS p ON p.oid = f.confrelid
            WHERE f.contype = 'f'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS whole WHERE whole.oid = f.conparentid AND whole.conrelid = f.conrelid)
            ORDER BY f.conrelid, cardinality(f.conkey), f.conname
            """;
        return connection.ReadAsync(
            new SqlCommand(sql),
            row => (row.GetFieldValue<uint>(0), new SeedKey(
                row.GetString(1),
                row.GetFieldValue<uint>(2),
                row.GetString(3),
                row.GetFieldValue<short[]>(4),
                row.GetFieldValue<string[]>(5))),
            ct);
    }

    private static Task<List<(uint Table, IReadOnlyList<short> Columns)>> UniqueAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT indrelid, indkey::pg_catalog.int2[]
            FROM pg_catalog.pg_index
            WHERE indisunique OR indisexclusion
            ORDER BY indrelid, indexrelid
            """;
        return connection.ReadAsync(
            new SqlCommand(sql), row => (row.GetFieldValue<uint>(0), (IReadOnlyList<short>)row.GetFieldValue<short[]>(1)), ct);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
