using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Documentation;

/// <summary>Reads the description of some schemas in one read-only transaction.</summary>
internal sealed class SchemaCatalogue(ServerConnection connection, IReadOnlyList<string> schemas)
{
    private readonly string list = string.Join(',', schemas);

    public async Task<SchemaDescription> ReadAsync(CancellationToken ct)
    {
        // With an empty path the server spells every name with its schema.
        await connection.SendAllAsync(
            [new SqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), new SqlCommand("SET LOCAL search_path = pg_catalog")], ct);
        var description = new SchemaDescription(
            await RelationsAsync(ct),
            await ColumnsAsync(ct),
            await IndexesAsync(ct),
            await ConstraintsAsync(ct),
            await ForeignKeysAsync(ct),
            await PoliciesAsync(ct), await TriggersAsync(ct), await RoutinesAsync(ct), await GrantsAsync(ct));
        await connection.SendAsync("COMMIT", ct);
        return description;
    }

    private Task<List<RelationDescription>> RelationsAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT c.oid::regclass::text,
                   CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' ELSE 'materialized view' END,
                   obj_description(c.oid, 'pg_class'),
                   concat_ws('; ',
                       CASE WHEN c.relkind = 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) END,
                       CASE WHEN c.relforcerowsecurity AND c.relrowsecurity THEN 'row-level security, for its owner too'
                           WHEN c.relrowsecurity THEN 'row-level security' END,
                       CASE WHEN c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
                           THEN 'reads with the rights of its owner'
                            WHEN c.relkind = 'v' THEN 'reads with the rights of the caller' END)
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND c.relkind IN ('r', 'p', 'v', 'm')
              AND NOT c.relispartition
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
            """;
        return ReadAsync(sql, row => new RelationDescription(row.GetString(0), row.GetString(1), Text(row, 2), row.GetString(3)), ct);
    }

    private Task<List<ColumnDescription>> ColumnsAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT c.oid::regclass::text,
                   a.attname,
                   format_type(a.atttypid, a.atttypmod),
                   a.attnotnull,
                   CASE WHEN a.attidentity <> '' THEN 'identity'
                        WHEN a.attgenerated <> '' THEN 'generated: ' || pg_get_expr(d.adbin, d.adrelid)
                        ELSE pg_get_expr(d.adbin, d.adrelid) END,
                   col_description(c.oid, a.attnum)
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND c.relkind IN ('r', 'p', 'v', 'm')
              AND NOT c.relispartition
            ORDER BY c.oid::regclass::text COLLATE "C", a.attnum
            """;
        return ReadAsync(
            sql, row => new ColumnDescription(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), Text(row, 4), Text(row, 5)), ct);
    }

    private Task<List<PartDescription>> IndexesAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT t.oid::regclass::text,
                   c.relname,
                   concat(
                       CASE WHEN i.indisunique THEN 'unique, ' END,
                       split_part(pg_get_indexdef(i.indexrelid), ' USING ', 2),
                       CASE WHEN NOT i.indisvalid THEN ', INVALID' END)
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_class AS t ON t.oid = i.indrelid
            JOIN pg_namespace AS n ON n.oid = t.relnamespace
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND NOT t.relispartition
              AND t.relkind IN ('r', 'p', 'm')
              AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            ORDER BY c.relname COLLATE "C"
            """;
        return ReadAsync(sql, Part, ct);
    }

    private Task<List<PartDescription>> ConstraintsAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT t.oid::regclass::text, k.conname, pg_get_constraintdef(k.oid, true)
            FROM pg_constraint AS k
            JOIN pg_class AS t ON t.oid = k.conrelid
            JOIN pg_namespace AS n ON n.oid = t.relnamespace
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND NOT t.relispartition
              AND k.contype IN ('p', 'u', 'c', 'x')
            ORDER BY array_position(ARRAY['p', 'u', 'x', 'c'], k.contype::text), k.conname COLLATE "C"
            """;
        return ReadAsync(sql, Part, ct);
    }

    private Task<List<KeyDescription>> ForeignKeysAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT t.oid::regclass::text,
                   k.confrelid::regclass::text,
                   k.conname,
                   mine.names,
                   other.names,
                   CASE k.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' WHEN 'r' THEN 'restrict'
                       ELSE 'no action' END,
                   mine.nullable,
                   EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisunique AND i.indpred IS NULL
                           AND (i.indkey::int2[])[0:i.indnkeyatts - 1] <@ k.conkey)
            FROM pg_constraint AS k
            JOIN pg_class AS t ON t.oid = k.conrelid
            JOIN pg_namespace AS n ON n.oid = t.relnamespace
            CROSS JOIN LATERAL (
                SELECT string_agg(a.attname, ', ' ORDER BY u.place) AS names, bool_or(NOT a.attnotnull) AS nullable
                FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
                JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number
            ) AS mine
            CROSS JOIN LATERAL (
                SELECT string_agg(a.attname, ', ' ORDER BY u.place) AS names
                FROM unnest(k.confkey) WITH ORDINALITY AS u (number, place)
                JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.number
            ) AS other
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND NOT t.relispartition
              AND k.contype = 'f'
              AND k.conparentid = 0
            ORDER BY t.oid::regclass::text COLLATE "C", k.conname COLLATE "C"
            """;
        return ReadAsync(
            sql,
            row => new KeyDescription(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetBoolean(6),
                row.GetBoolean(7)),
            ct);
    }

    private Task<List<PolicyDescription>> PoliciesAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT t.oid::regclass::text,
                   p.polname,
                   CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                   (SELECT string_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role) END,
                   ', ' ORDER BY pg_get_userbyid(role) COLLATE "C") FROM unnest(p.polroles) AS role),
                   pg_get_expr(p.polqual, p.polrelid, true),
                   pg_get_expr(p.polwithcheck, p.polrelid, true),
                   NOT p.polpermissive
            FROM pg_policy AS p
            JOIN pg_class AS t ON t.oid = p.polrelid
            JOIN pg_namespace AS n ON n.oid = t.relnamespace
            WHERE n.nspname = ANY (string_to_array($1, ','))
            ORDER BY p.polname COLLATE "C"
            """;
        return ReadAsync(
            sql,
            row => new PolicyDescription(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Text(row, 4), Text(row, 5), row.GetBoolean(6)),
            ct);
    }

    private Task<List<PartDescription>> TriggersAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT t.oid::regclass::text, g.tgname, pg_get_triggerdef(g.oid, true)
            FROM pg_trigger AS g
            JOIN pg_class AS t ON t.oid = g.tgrelid
            JOIN pg_namespace AS n ON n.oid = t.relnamespace
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND NOT g.tgisinternal
              AND NOT t.relispartition
            ORDER BY g.tgname COLLATE "C"
            """;
        return ReadAsync(
            sql,
            row => new PartDescription(row.GetString(0), row.GetString(1), Behind(row.GetString(2), $"TRIGGER {row.GetString(1)} ")),
            ct);
    }

    private Task<List<RoutineDescription>> RoutinesAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT p.oid::regprocedure::text,
                   coalesce(pg_get_function_result(p.oid), 'nothing'),
                   concat_ws(', ',
                       CASE WHEN p.prokind = 'p' THEN 'procedure' END,
                       l.lanname,
                       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END,
                       CASE WHEN p.prosecdef THEN 'security definer as ' || pg_get_userbyid(p.proowner) END),
                   obj_description(p.oid, 'pg_proc')
            FROM pg_proc AS p
            JOIN pg_namespace AS n ON n.oid = p.pronamespace
            JOIN pg_language AS l ON l.oid = p.prolang
            WHERE n.nspname = ANY (string_to_array($1, ','))
              AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
            ORDER BY p.oid::regprocedure::text COLLATE "C"
            """;
        return ReadAsync(sql, row => new RoutineDescription(row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3)), ct);
    }

    private Task<List<GrantDescription>> GrantsAsync(CancellationToken ct)
    {
        // Rights on some columns only are counted: which columns stands in the dump.
        const string sql = """
            WITH rights AS (
                SELECT c.oid::regclass::text AS object, c.relowner AS owner, a.grantee, a.privilege_type AS what, 0 AS columns
                FROM pg_class AS c
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL aclexplode(c.relacl) AS a
                WHERE n.nspname = ANY (string_to_array($1, ','))
                UNION ALL
                SELECT c.oid::regclass::text, c.relowner, a.grantee, a.privilege_type, count(*)::integer
                FROM pg_class AS c
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_attribute AS t ON t.attrelid = c.oid AND NOT t.attisdropped
                CROSS JOIN LATERAL aclexplode(t.attacl) AS a
                WHERE n.nspname = ANY (string_to_array($1, ','))
                GROUP BY c.oid, c.relowner, a.grantee, a.privilege_type
                UNION ALL
                SELECT p.oid::regprocedure::text, p.proowner, a.grantee, a.privilege_type, 0
                FROM pg_proc AS p
                JOIN pg_namespace AS n ON n.oid = p.pronamespace
                CROSS JOIN LATERAL aclexplode(p.proacl) AS a
                WHERE n.nspname = ANY (string_to_array($1, ','))
            )
            SELECT object,
                   CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END,
                   string_agg(what || CASE WHEN columns > 0 THEN format(' (%s column%s)', columns, CASE WHEN columns > 1 THEN 's' END)
                   ELSE '' END, ', ' ORDER BY what COLLATE "C", columns)
            FROM rights
            WHERE grantee <> owner
            GROUP BY object, grantee
            ORDER BY object COLLATE "C", CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END COLLATE "C"
            """;
        return ReadAsync(sql, row => new GrantDescription(row.GetString(0), row.GetString(1), row.GetString(2)), ct);
    }

    private Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct) =>
        connection.ReadAsync(new SqlCommand(sql, list), map, ct);

    private static PartDescription Part(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static string Behind(string text, string start)
    {
        var at = text.IndexOf(start, StringComparison.Ordinal);
        return at < 0 ? text : text[(at + start.Length)..];
    }
}
