-- Tables that autovacuum is due for, by pressure: 1 is due.
-- column vacuum_pressure: dead rows, as a share of what starts a vacuum.
-- column insert_pressure: rows that were added since the last vacuum, likewise; null where inserts start none.
-- column analyze_pressure: changed rows, as a share of what starts an analyze.
WITH options AS (
    SELECT c.oid, greatest(c.reltuples, 0) AS rows,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_enabled')                AS enabled,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_scale_factor')        AS vacuum_scale,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_threshold')           AS vacuum_threshold,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_scale_factor') AS insert_scale,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_threshold')    AS insert_threshold,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_scale_factor')       AS analyze_scale,
           max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_threshold')          AS analyze_threshold
    FROM pg_class AS c
    LEFT JOIN LATERAL pg_options_to_table(c.reloptions) AS o ON true
    WHERE c.relkind IN ('r', 'm')
    GROUP BY c.oid
), due AS (
    SELECT oid,
           coalesce(enabled::boolean, true) AND current_setting('autovacuum')::boolean AS enabled,
           coalesce(vacuum_threshold, current_setting('autovacuum_vacuum_threshold'))::float8
               + coalesce(vacuum_scale, current_setting('autovacuum_vacuum_scale_factor'))::float8 * rows AS vacuum_at,
           coalesce(insert_threshold, current_setting('autovacuum_vacuum_insert_threshold'))::float8
               + coalesce(insert_scale, current_setting('autovacuum_vacuum_insert_scale_factor'))::float8 * rows AS insert_at,
           coalesce(insert_threshold, current_setting('autovacuum_vacuum_insert_threshold'))::float8 >= 0 AS counts_inserts,
           coalesce(analyze_threshold, current_setting('autovacuum_analyze_threshold'))::float8
               + coalesce(analyze_scale, current_setting('autovacuum_analyze_scale_factor'))::float8 * rows AS analyze_at
    FROM options
)
SELECT format('%I.%I', s.schemaname, s.relname)                                    AS "table",
       d.enabled                                                                   AS autovacuum,
       s.n_live_tup                                                                AS live_rows,
       s.n_dead_tup                                                                AS dead_rows,
       round((s.n_dead_tup / nullif(d.vacuum_at, 0))::numeric, 2)                  AS vacuum_pressure,
       CASE WHEN d.counts_inserts THEN round((s.n_ins_since_vacuum / nullif(d.insert_at, 0))::numeric, 2) END AS insert_pressure,
       round((s.n_mod_since_analyze / nullif(d.analyze_at, 0))::numeric, 2)        AS analyze_pressure,
       greatest(s.last_vacuum, s.last_autovacuum)                                  AS last_vacuum_at,
       greatest(s.last_analyze, s.last_autoanalyze)                                AS last_analyze_at,
       EXISTS (SELECT FROM pg_stat_progress_vacuum AS p WHERE p.relid = s.relid)   AS running
FROM pg_stat_user_tables AS s
JOIN due AS d ON d.oid = s.relid
WHERE s.n_dead_tup > d.vacuum_at
   OR (d.counts_inserts AND s.n_ins_since_vacuum > d.insert_at)
   OR s.n_mod_since_analyze > d.analyze_at
   OR NOT d.enabled
ORDER BY vacuum_pressure DESC NULLS LAST, 1
LIMIT 50
