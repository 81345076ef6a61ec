-- Indexes that no statement used since the statistics were reset, and that hold no rule. Ask standbys too: each server counts its own.
-- column writes: rows that were written since, each of which paid for the index.
-- column observed_days: since the statistics were reset.
-- column supports_foreign_key: deletes of the referenced rows need it.
-- column remedy: what removes it, once it has been observed for a month.
WITH since AS (
    SELECT coalesce(stats_reset, pg_postmaster_start_time()) AS at FROM pg_stat_database WHERE datname = current_database()
)
SELECT format('%I.%I', s.schemaname, s.indexrelname)                               AS index,
       format('%I.%I', s.schemaname, s.relname)                                    AS "table",
       c.relpages * current_setting('block_size')::bigint                          AS bytes,
       t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd + t.n_tup_del                   AS writes,
       round(extract(epoch FROM now() - since.at) / 86400, 1)                      AS observed_days,
       EXISTS (SELECT FROM pg_constraint AS k
               WHERE k.contype = 'f' AND k.conrelid = i.indrelid
                 AND k.conkey @> (i.indkey::smallint[])[0:array_length(k.conkey, 1) - 1]
                 AND k.conkey <@ (i.indkey::smallint[])[0:array_length(k.conkey, 1) - 1]) AS supports_foreign_key,
       CASE WHEN now() - since.at >= interval '30 days'
            THEN format('DROP INDEX CONCURRENTLY %I.%I;', s.schemaname, s.indexrelname) END AS remedy
FROM pg_stat_user_indexes AS s
JOIN pg_index AS i USING (indexrelid)
JOIN pg_class AS c ON c.oid = s.indexrelid
JOIN pg_stat_user_tables AS t ON t.relid = s.relid
CROSS JOIN since
WHERE s.idx_scan = 0
  AND i.indisvalid
  AND NOT (i.indisunique OR i.indisexclusion OR i.indisclustered OR i.indisreplident)
  AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = s.indexrelid)
  AND NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = s.indexrelid)
  AND c.relpages > 16
ORDER BY c.relpages DESC, 1
LIMIT 50
