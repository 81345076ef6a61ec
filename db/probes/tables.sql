-- What was written and read in each table since the statistics were reset, most written first.
-- column in_place_percent: updates that touched no index (HOT).
-- column new_page_percent: updates that found no room in the page of the row.
SELECT format('%I.%I', s.schemaname, s.relname)                                    AS "table",
       s.n_live_tup                                                                AS live_rows,
       s.n_dead_tup                                                                AS dead_rows,
       round(100.0 * s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0), 1)     AS dead_percent,
       s.n_tup_ins                                                                 AS inserts,
       s.n_tup_upd                                                                 AS updates,
       s.n_tup_del                                                                 AS deletes,
       round(100.0 * s.n_tup_hot_upd / nullif(s.n_tup_upd, 0), 1)                  AS in_place_percent,
       round(100.0 * s.n_tup_newpage_upd / nullif(s.n_tup_upd, 0), 1)              AS new_page_percent,
       s.seq_scan                                                                  AS sequential_scans,
       s.idx_scan                                                                  AS index_scans,
       greatest(s.last_vacuum, s.last_autovacuum)                                  AS last_vacuum_at,
       greatest(s.last_analyze, s.last_autoanalyze)                                AS last_analyze_at
FROM pg_stat_user_tables AS s
ORDER BY s.n_tup_ins + s.n_tup_upd + s.n_tup_del DESC, 1
LIMIT 100
