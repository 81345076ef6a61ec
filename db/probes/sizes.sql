-- Sizes of tables with their indexes, partitions summed. Largest first.
-- column rows: as the last vacuum or analyze saw them.
-- column overflow_bytes: values that do not fit a page (TOAST).
-- column exact: false while a part is locked; its table counts as the last vacuum saw it, without indexes.
WITH locked AS MATERIALIZED (
    SELECT relation
    FROM pg_locks
    WHERE mode = 'AccessExclusiveLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), leaf AS (
    SELECT coalesce(pg_partition_root(c.oid), c.oid)                               AS root,
           c.oid,
           greatest(c.reltuples, 0)                                                AS rows,
           c.relpages * current_setting('block_size')::bigint                      AS seen,
           c.reltoastrelid,
           c.oid IN (TABLE locked) OR c.reltoastrelid IN (TABLE locked)
               OR EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indexrelid IN (TABLE locked)) AS is_locked
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
)
SELECT root::regclass::text                                                        AS "table",
       count(*)                                                                    AS parts,
       sum(rows)::bigint                                                           AS rows,
       sum(CASE WHEN is_locked THEN seen ELSE pg_relation_size(oid) END)           AS table_bytes,
       sum(CASE WHEN is_locked THEN 0 ELSE pg_indexes_size(oid) END)               AS index_bytes,
       sum(CASE WHEN is_locked OR reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(reltoastrelid) END) AS overflow_bytes,
       sum(CASE WHEN is_locked THEN seen ELSE pg_total_relation_size(oid) END)     AS bytes,
       NOT bool_or(is_locked)                                                      AS exact
FROM leaf
GROUP BY root
ORDER BY bytes DESC, 1
LIMIT 200
