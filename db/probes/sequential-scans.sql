-- Large tables that are read from end to end, most rows read first.
SELECT format('%I.%I', s.schemaname, s.relname)                                    AS "table",
       s.seq_scan                                                                  AS sequential_scans,
       s.last_seq_scan                                                             AS last_at,
       round(s.seq_tup_read::numeric / nullif(s.seq_scan, 0))                      AS rows_per_scan,
       s.idx_scan                                                                  AS index_scans,
       s.n_live_tup                                                                AS live_rows,
       c.relpages * current_setting('block_size')::bigint                          AS bytes
FROM pg_stat_user_tables AS s
JOIN pg_class AS c ON c.oid = s.relid
WHERE s.seq_scan > 0 AND c.relpages > 128 AND s.seq_tup_read / s.seq_scan > 1000
ORDER BY s.seq_tup_read DESC, 1
LIMIT 30
