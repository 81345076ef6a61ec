-- What only the owner of the tables sees, for ops_watch and ops_maintain: statistics of columns, from which the size without bloat is
-- estimated, and the values of sequences. No row of a table is read.

-- Tables of 1 MB or more. What the rows need is the sum of the average widths of their columns, with alignment, header and null bitmap:
-- checked against pgstattuple. A table under an ACCESS EXCLUSIVE lock, or with such a lock waited for, counts as the last vacuum saw it,
-- because measuring it would wait.
CREATE OR REPLACE FUNCTION app.table_bloat()
    RETURNS TABLE ("table" text, bytes bigint, bloat_bytes bigint, trusted boolean)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    ROWS 100
    SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE locked AS MATERIALIZED (
        SELECT l.relation
        FROM pg_locks AS l
        WHERE l.mode = 'AccessExclusiveLock' AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    ), columns AS (
        SELECT a.attrelid,
               row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place,
               CASE WHEN a.attlen >= 0 THEN a.attlen ELSE coalesce(s.avg_width, 0) END::numeric AS width,
               coalesce(s.null_frac, 0)::numeric AS nulls,
               CASE WHEN a.attlen = -1 AND coalesce(s.avg_width, 0) < 127 THEN 1
                    ELSE CASE a.attalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END END AS alignment,
               s.attname IS NOT NULL OR c.reltuples <= 0 AS trusted
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND c.relpages > 128
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
        WHERE a.attnum > 0 AND NOT a.attisdropped
    ), layout AS (
        SELECT c.attrelid, c.place, (1 - c.nulls) * c.width AS bytes, c.nulls > 0 AS has_nulls, c.trusted
        FROM columns AS c
        WHERE c.place = 1
        UNION ALL
        SELECT c.attrelid,
               c.place,
               CASE WHEN c.nulls >= 1 THEN l.bytes
                    ELSE ceil(l.bytes / c.alignment) * c.alignment * (1 - c.nulls) + l.bytes * c.nulls + (1 - c.nulls) * c.width END,
               l.has_nulls OR c.nulls > 0,
               l.trusted AND c.trusted
        FROM layout AS l
        JOIN columns AS c ON c.attrelid = l.attrelid AND c.place = l.place + 1
    ), tuple AS (
        SELECT DISTINCT ON (l.attrelid)
               l.attrelid,
               l.trusted,
               ceil((23 + CASE WHEN l.has_nulls THEN ceil(l.place / 8.0) ELSE 0 END) / 8) * 8 + ceil(l.bytes / 8) * 8 + 4 AS bytes
        FROM layout AS l
        ORDER BY l.attrelid, l.place DESC
    ), size AS (
        SELECT c.oid,
               t.trusted AND c.reltuples >= 0 AS trusted,
               CASE WHEN c.oid IN (TABLE locked) THEN c.relpages * current_setting('block_size')::bigint
                    ELSE pg_relation_size(c.oid) END AS bytes,
               ceil(greatest(c.reltuples, 0)::numeric / greatest(1, floor((current_setting('block_size')::numeric - 24)
                   * coalesce((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o
                               WHERE o.option_name = 'fillfactor'), 100) / 100
                   / t.bytes))) * current_setting('block_size')::bigint AS needed
        FROM tuple AS t
        JOIN pg_class AS c ON c.oid = t.attrelid
    )
    SELECT s.oid::regclass::text, s.bytes, greatest(s.bytes - s.needed, 0)::bigint, s.trusted
    FROM size AS s
$$;

-- B-tree indexes of 1 MB or more. Duplicates are stored once with a list of rows (deduplication), which the estimate counts.
CREATE OR REPLACE FUNCTION app.index_bloat()
    RETURNS TABLE (index text, "table" text, bytes bigint, bloat_bytes bigint, trusted boolean)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    ROWS 100
    SET search_path = pg_catalog, pg_temp
AS $$
    WITH locked AS MATERIALIZED (
        SELECT l.relation
        FROM pg_locks AS l
        WHERE l.mode = 'AccessExclusiveLock' AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    ), indexes AS (
        SELECT i.indexrelid, i.indrelid, i.indkey, i.indisunique, greatest(c.reltuples, 0)::numeric AS rows,
               CASE WHEN i.indexrelid IN (TABLE locked) THEN c.relpages * current_setting('block_size')::bigint
                    ELSE pg_relation_size(i.indexrelid) END AS bytes,
               coalesce((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o
                         WHERE o.option_name = 'fillfactor'), 90) AS fill,
               coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) AS o
                         WHERE o.option_name = 'deduplicate_items'), true) AS deduplicates
        FROM pg_index AS i
        JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpages > 128
        JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        WHERE i.indisvalid
    ), entries AS (
        SELECT x.indexrelid,
               sum((1 - coalesce(s.null_frac, 0)::numeric) * coalesce(s.avg_width, 8)) AS width,
               bool_or(coalesce(s.null_frac, 0) > 0) AS has_nulls,
               exp(sum(ln(greatest(1, CASE WHEN s.n_distinct IS NULL THEN x.rows
                                           WHEN s.n_distinct < 0 THEN -s.n_distinct::numeric * greatest(x.rows, 1)
                                           ELSE s.n_distinct::numeric END)))) AS keys,
               bool_and(s.attname IS NOT NULL) AS trusted
        FROM indexes AS x
        JOIN pg_attribute AS e ON e.attrelid = x.indexrelid
        LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[e.attnum - 1] AND a.attnum > 0
        LEFT JOIN pg_class AS c ON c.oid = CASE WHEN a.attnum IS NULL THEN x.indexrelid ELSE x.indrelid END
        LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
                               AND s.attname = coalesce(a.attname, e.attname) AND NOT s.inherited
        GROUP BY x.indexrelid
    ), size AS (
        SELECT x.*, e.trusted, ceil((CASE WHEN e.has_nulls THEN 16 ELSE 8 END + e.width) / 8) * 8 + 4 AS entry,
               greatest(least(e.keys, x.rows), 1) AS keys
        FROM indexes AS x
        JOIN entries AS e USING (indexrelid)
    ), need AS (
        SELECT s.*,
               (1 + ceil(CASE WHEN s.deduplicates AND NOT s.indisunique AND s.rows / s.keys >= 2 THEN s.keys * s.entry + s.rows * 6
                              ELSE s.rows * s.entry END
                    / ((current_setting('block_size')::numeric - 40) * s.fill / 100)) * 1.01)
                   * current_setting('block_size')::bigint AS needed
        FROM size AS s
    )
    SELECT n.indexrelid::regclass::text, n.indrelid::regclass::text, n.bytes, greatest(n.bytes - n.needed, 0)::bigint, n.trusted
    FROM need AS n
$$;

-- Sequences with the greatest value that they can give: their own limit, or that of the integer column that they fill.
CREATE OR REPLACE FUNCTION app.sequence_room()
    RETURNS TABLE (sequence text, feeds text, last_value bigint, max_value bigint)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    ROWS 20
    SET search_path = pg_catalog, pg_temp
AS $$
    WITH filled AS (
        SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS place
        FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
        UNION
        SELECT d.refobjid, v.adrelid, v.adnum
        FROM pg_depend AS d
        JOIN pg_attrdef AS v ON v.oid = d.objid
        WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
    )
    SELECT format('%I.%I', s.schemaname, s.sequencename),
           f.relation::regclass::text || '.' || a.attname,
           s.last_value,
           least(s.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.max_value END)
    FROM pg_sequences AS s
    JOIN pg_namespace AS n ON n.nspname = s.schemaname
    JOIN pg_class AS c ON c.relname = s.sequencename AND c.relnamespace = n.oid AND c.relkind = 'S'
    LEFT JOIN filled AS f ON f.sequence = c.oid
    LEFT JOIN pg_attribute AS a ON a.attrelid = f.relation AND a.attnum = f.place
    WHERE s.last_value IS NOT NULL AND s.increment_by > 0
$$;

REVOKE EXECUTE ON FUNCTION app.table_bloat(), app.index_bloat(), app.sequence_room() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.table_bloat(), app.index_bloat(), app.sequence_room() TO ops_watch;
GRANT EXECUTE ON FUNCTION app.table_bloat(), app.index_bloat() TO ops_maintain;

-- The plan of a statement as JSON, with the rights of the caller. Without "analyzed" for any values of its parameters, without running
-- it. With it the statement runs with the values that are given as texts: only in a transaction that is read-only and rolled back.
CREATE OR REPLACE FUNCTION app.explain_statement(statement text, analyzed boolean, parameters text[]) RETURNS json
    LANGUAGE plpgsql
    VOLATILE
    SET search_path = app, public, pg_temp
AS $$
DECLARE
    plan json;
BEGIN
    IF NOT analyzed THEN
        EXECUTE format('EXPLAIN (GENERIC_PLAN, MEMORY, SETTINGS, FORMAT JSON) %s', statement) INTO plan;
        RETURN plan;
    END IF;

    IF current_setting('transaction_read_only') <> 'on' THEN
        RAISE EXCEPTION 'A statement is analyzed in a read-only transaction.' USING ERRCODE = 'read_only_sql_transaction';
    END IF;

    -- A statement that failed or was canceled leaves its name behind: no rollback removes it.
    IF EXISTS (SELECT FROM pg_catalog.pg_prepared_statements AS p WHERE p.name = 'agora_explained') THEN
        DEALLOCATE agora_explained;
    END IF;

    EXECUTE format('PREPARE agora_explained AS %s', statement);
    EXECUTE format(
        'EXPLAIN (ANALYZE, BUFFERS, MEMORY, SERIALIZE TEXT, SETTINGS, FORMAT JSON) EXECUTE agora_explained%s',
        CASE WHEN cardinality(parameters) > 0
             THEN (SELECT '(' || string_agg(quote_nullable(p.value), ', ' ORDER BY p.place) || ')'
                   FROM unnest(parameters) WITH ORDINALITY AS p (value, place)) END)
    INTO plan;
    DEALLOCATE agora_explained;
    RETURN plan;
END
$$;

REVOKE EXECUTE ON FUNCTION app.explain_statement(text, boolean, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.explain_statement(text, boolean, text[]) TO app_api;
