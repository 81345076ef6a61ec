-- Tables by the pages that were read from outside of shared memory.
-- column bytes: of the table alone, as the last vacuum or analyze saw it.
SELECT format('%I.%I', s.schemaname, s.relname)                                    AS "table",
       (s.heap_blks_read + coalesce(s.idx_blks_read, 0) + coalesce(s.toast_blks_read, 0) + coalesce(s.tidx_blks_read, 0))
           * current_setting('block_size')::bigint                                 AS read_bytes,
       round(100.0 * s.heap_blks_hit / nullif(s.heap_blks_hit + s.heap_blks_read, 0), 1) AS table_hit_percent,
       round(100.0 * s.idx_blks_hit / nullif(s.idx_blks_hit + s.idx_blks_read, 0), 1)    AS index_hit_percent,
       c.relpages * current_setting('block_size')::bigint                          AS bytes
FROM pg_statio_user_tables AS s
JOIN pg_class AS c ON c.oid = s.relid
ORDER BY read_bytes DESC, 1
LIMIT 30
