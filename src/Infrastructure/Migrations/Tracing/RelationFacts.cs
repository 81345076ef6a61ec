using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Tracing;

/// <summary>A relation as the catalogue of the server has it at one moment.</summary>
/// <param name="Kind">relkind: r, p, i, I, S, v, m or f.</param>
/// <param name="File">The file that holds its rows; 0 for what has none, and for sequences, whose one row is always rewritten.</param>
/// <param name="Owner">The table of an index or of an owned sequence; 0 for everything else.</param>
/// <param name="Reads">How often it was read from end to end, or by an index, as far as the session can see.</param>
internal sealed record RelationFacts(ObjectName Name, char Kind, uint File, uint Owner, long Reads)
{
    public bool IsIndex => Kind is 'i' or 'I';
}

/// <summary>All relations of the user and the locks that one session holds on them.</summary>
internal sealed record RelationSnapshot(IReadOnlyDictionary<uint, RelationFacts> Relations, IReadOnlyDictionary<uint, LockMode> Locks)
{
    /// <summary>What the session itself sees inside its transaction, what it has not committed included.</summary>
    public static Task<RelationSnapshot> OwnAsync(ServerConnection worker, CancellationToken ct)
    {
        var reads = new Reads("pg_catalog.pg_stat_xact_user_tables", "s.seq_scan + coalesce(s.idx_scan, 0)");
        const string sql = """
            SELECT l.relation, l.mode
            FROM pg_catalog.pg_locks AS l
            WHERE l.pid = pg_catalog.pg_backend_pid()
              AND l.locktype = 'relation'
              AND l.granted
            """;
        return ReadAsync(worker, reads, new SqlCommand(sql), ct);
    }

    /// <summary>What another session sees of a worker: locks that it holds, and the one that it waits for.</summary>
    public static Task<RelationSnapshot> OfAsync(ServerConnection observer, int worker, CancellationToken ct)
    {
        // VACUUM and ANALYZE read a table without counting that as a scan.
        var reads = new Reads("pg_catalog.pg_stat_user_tables", "s.seq_scan + coalesce(s.idx_scan, 0) + s.vacuum_count + s.analyze_count");
        const string sql = """
            SELECT l.relation, l.mode
            FROM pg_catalog.pg_locks AS l
            WHERE l.pid = $1
              AND l.locktype = 'relation'
            """;
        return ReadAsync(observer, reads, new SqlCommand(sql, worker), ct);
    }

    private static async Task<RelationSnapshot> ReadAsync(ServerConnection connection, Reads reads, SqlCommand locks, CancellationToken ct)
    {
        var relations = $"""
            SELECT c.oid, n.nspname, c.relname, c.relkind::text,
                   CASE WHEN c.relkind IN ('r', 'm', 'i') THEN coalesce(pg_catalog.pg_relation_filenode(c.oid), 0) ELSE 0 END,
                   coalesce(i.indrelid, d.refobjid, 0),
                   coalesce({reads.Count}, 0)
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
            LEFT JOIN pg_catalog.pg_depend AS d
                ON c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
            LEFT JOIN {reads.View} AS s ON s.relid = c.oid
            WHERE c.relkind IN ('r', 'p', 'i', 'I', 'S', 'v', 'm', 'f')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname !~ '^pg_(toast|temp)'
            """;
        return await connection.ReadAllAsync(
            [new SqlCommand(relations), locks],
            async (reader, token) =>
            {
                var seen = await ServerConnection.RowsAsync(reader, Relation, token);
                await reader.NextResultAsync(token);
                var held = await ServerConnection.RowsAsync(reader, row => (row.GetFieldValue<uint>(0), Mode(row.GetString(1))), token);
                var strongest = new Dictionary<uint, LockMode>();
                foreach (var (relation, mode) in held)
                {
                    strongest[relation] = (LockMode)Math.Max((int)strongest.GetValueOrDefault(relation), (int)mode);
                }

                return new RelationSnapshot(seen.ToDictionary(entry => entry.Oid, entry => entry.Facts), strongest);
            },
            ct);
    }

    private static (uint Oid, RelationFacts Facts) Relation(NpgsqlDataReader row) => (
        row.GetFieldValue<uint>(0),
        new RelationFacts(
            new ObjectName(row.GetString(1), row.GetString(2)), row.GetString(3)[0], row.GetFieldValue<uint>(4), row.GetFieldValue<uint>(5),
            row.GetInt64(6)));

    /// <param name="Count">How often a relation was read, from the columns of the view.</param>
    private sealed record Reads(string View, string Count);

    private static LockMode Mode(string mode) => Enum.Parse<LockMode>(mode.AsSpan(0, mode.Length - "Lock".Length));
}
