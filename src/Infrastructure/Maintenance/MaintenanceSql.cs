namespace Agora.Infrastructure.Maintenance;

/// <summary>What needs maintenance: statements that return target, reason, bytes, factor and rows, most needed first.</summary>
internal static class MaintenanceSql
{
    /// <summary>
    /// Changed rows count from 500, because autovacuum looks after small tables. Of a partitioned table it computes nothing: one that was
    /// never analyzed, or whose partition was since, is stale.
    /// </summary>
    public const string Analyze = """
        WITH sizes AS (
            SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relkind, c.relispartition, greatest(c.reltuples, 0) AS rows,
                   coalesce(s.n_mod_since_analyze, 0) AS changed, s.last_analyze, s.last_autoanalyze
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
            WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
              AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
        ), needs AS (
            SELECT name, format('%s rows changed since it was analyzed', changed) AS reason, changed
            FROM sizes
            WHERE relkind <> 'p' AND NOT relispartition AND changed > 500 + 0.1 * rows
            UNION ALL
            SELECT p.name,
                   CASE WHEN p.last_analyze IS NULL THEN 'partitioned, and never analyzed'
                        WHEN bool_or(l.changed > 500 + 0.1 * l.rows) THEN format('partitioned, and %s rows changed', sum(l.changed))
                        ELSE 'partitioned, and a partition was analyzed since' END,
                   sum(l.changed)
            FROM sizes AS p
            CROSS JOIN LATERAL pg_partition_tree(p.oid) AS t
            JOIN sizes AS l ON l.oid = t.relid AND t.isleaf
            WHERE p.relkind = 'p' AND NOT p.relispartition
            GROUP BY p.oid, p.name, p.last_analyze
            HAVING (p.last_analyze IS NULL AND sum(l.rows + l.changed) > 0)
                OR bool_or(l.changed > 500 + 0.1 * l.rows)
                OR max(l.last_autoanalyze) > p.last_analyze
        )
        SELECT name, reason, NULL::bigint, NULL::float8, changed::bigint FROM needs ORDER BY changed DESC, name
        """;

    public const string Vacuum = """
        SELECT format('%I.%I', s.schemaname, s.relname),
               format('%s dead rows, %s %% of all', s.n_dead_tup, round(100.0 * s.n_dead_tup / (s.n_live_tup + s.n_dead_tup))),
               pg_relation_size(s.relid), NULL::float8, s.n_dead_tup
        FROM pg_stat_user_tables AS s
        WHERE s.n_dead_tup > 1000 AND s.n_dead_tup > 0.1 * (s.n_live_tup + s.n_dead_tup)
        ORDER BY s.n_dead_tup DESC
        """;

    /// <summary>
    /// The estimate names the candidates. pgstattuple_approx, which reads the pages that are not all visible, confirms. Dead rows are no
    /// free space: while a transaction may see them, moving others would only make the table larger.
    /// </summary>
    public const string Compact = """
        WITH candidates AS MATERIALIZED (
            SELECT c.oid, b."table" AS name, coalesce((SELECT o.option_value::float8 FROM pg_options_to_table(c.reloptions) AS o
                                           WHERE o.option_name = 'fillfactor'), 100) / 100 AS fill
            FROM app.table_bloat() AS b
            JOIN pg_class AS c ON c.oid = b."table"::regclass AND c.relkind = 'r' AND c.relowner = 'app_owner'::regrole
            WHERE b.trusted AND b.bytes > 2 * (b.bytes - b.bloat_bytes)
        ), measured AS (
            SELECT c.name, a.table_len AS bytes,
                   a.table_len * c.fill / greatest(8192, a.table_len - a.approx_free_space - a.dead_tuple_len) AS factor,
                   a.table_len * c.fill / greatest(8192, a.table_len - a.approx_free_space) AS room
            FROM candidates AS c
            CROSS JOIN LATERAL pgstattuple_approx(c.oid) AS a
        )
        SELECT name, format('%s times as large as its rows need', round(factor::numeric, 1)), bytes, factor, NULL::bigint
        FROM measured
        WHERE room > 2
        ORDER BY bytes - bytes / factor DESC
        """;

    public const string Drop = """
        SELECT format('%I.%I', n.nspname, c.relname), 'invalid, left by a rebuild that failed', pg_relation_size(c.oid), NULL::float8,
               NULL::bigint
        FROM pg_index AS i
        JOIN pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relname ~ '_cc(new|old)[0-9]*$'
          AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
          AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.relid = i.indrelid)
        ORDER BY 1
        """;

    /// <summary>The index of an exclusion constraint cannot be rebuilt beside writes.</summary>
    public const string Reindex = """
        WITH candidates AS MATERIALIZED (
            SELECT c.oid, b.index AS name, coalesce((SELECT o.option_value::float8 FROM pg_options_to_table(c.reloptions) AS o
                                           WHERE o.option_name = 'fillfactor'), 90) AS fill
            FROM app.index_bloat() AS b
            JOIN pg_class AS c ON c.oid = b.index::regclass
            JOIN pg_index AS i ON i.indexrelid = c.oid AND NOT i.indisexclusion
            WHERE b.trusted AND b.bytes > 2 * (b.bytes - b.bloat_bytes)
        ), measured AS (
            SELECT c.name, x.index_size AS bytes,
                   x.index_size / (8192.0 * (1 + x.internal_pages
                       + ceil(x.leaf_pages * coalesce(nullif(x.avg_leaf_density, 'NaN'), 0) / c.fill))) AS factor
            FROM candidates AS c
            CROSS JOIN LATERAL pgstatindex(c.oid::regclass) AS x
        )
        SELECT name, format('%s times as large as its entries need', round(factor::numeric, 1)), bytes, factor::float8, NULL::bigint
        FROM measured
        WHERE factor > 2
        ORDER BY bytes - bytes / factor DESC
        """;

    public const string MeasureTable = """
        SELECT a.table_len,
               (a.table_len * coalesce((SELECT o.option_value::float8 FROM pg_options_to_table(c.reloptions) AS o
                                        WHERE o.option_name = 'fillfactor'), 100) / 100
                   / greatest(8192, a.table_len - a.approx_free_space - a.dead_tuple_len))::float8
        FROM pg_class AS c
        CROSS JOIN LATERAL pgstattuple_approx(c.oid) AS a
        WHERE c.oid = to_regclass($1)
        """;

    public const string MeasureIndex = """
        SELECT x.index_size,
               (x.index_size / (8192.0 * (1 + x.internal_pages + ceil(x.leaf_pages * coalesce(nullif(x.avg_leaf_density, 'NaN'), 0)
                   / coalesce((SELECT o.option_value::float8 FROM pg_options_to_table(c.reloptions) AS o
                               WHERE o.option_name = 'fillfactor'), 90)))))::float8
        FROM pg_class AS c
        CROSS JOIN LATERAL pgstatindex(c.oid::regclass) AS x
        WHERE c.oid = to_regclass($1)
        """;

    /// <summary>Size, dead rows, and whether they are still more than a vacuum leaves; then who keeps the oldest snapshot.</summary>
    public const string MeasureVacuum = """
        SELECT pg_relation_size(s.relid), s.n_dead_tup,
               s.n_dead_tup > 1000 AND s.n_dead_tup > 0.1 * (s.n_live_tup + s.n_dead_tup),
               (SELECT format('process %s of %s', a.pid, a.usename) FROM pg_stat_activity AS a
                WHERE a.backend_xmin IS NOT NULL AND a.pid <> pg_backend_pid() ORDER BY age(a.backend_xmin) DESC LIMIT 1)
        FROM pg_stat_user_tables AS s
        WHERE s.relid = to_regclass($1)
        """;
}
