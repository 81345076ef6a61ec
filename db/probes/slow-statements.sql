-- Statements of this database by what they cost, from pg_stat_statements. Texts are normalised: values are left out, and statements that may hold a
-- password altogether.
-- parameter order: the cost to sort by; one of total, mean, deviation, calls, longest, reads, wal; default total
-- parameter slower_than: milliseconds that a call takes on average at least; 0 to 3600000; default 0
-- parameter limit: statements at most; 1 to 100; default 20
-- column share_percent: of the time of all statements.
-- column memory_hit_percent: of the pages that it asked for.
-- column since: since when it is counted.
SELECT s.queryid::text                                                             AS statement_id,
       r.rolname                                                                   AS role,
       s.calls,
       round(s.total_exec_time::numeric, 1)                                        AS total_milliseconds,
       round((100 * s.total_exec_time / nullif(sum(s.total_exec_time) OVER (), 0))::numeric, 1) AS share_percent,
       round(s.mean_exec_time::numeric, 3)                                         AS mean_milliseconds,
       round(s.stddev_exec_time::numeric, 3)                                       AS deviation_milliseconds,
       round(s.max_exec_time::numeric, 1)                                          AS longest_milliseconds,
       round(s.rows::numeric / nullif(s.calls, 0), 1)                              AS rows_per_call,
       round(100.0 * s.shared_blks_hit / nullif(s.shared_blks_hit + s.shared_blks_read, 0), 1) AS memory_hit_percent,
       s.shared_blks_read * current_setting('block_size')::bigint                  AS read_bytes,
       s.temp_blks_written * current_setting('block_size')::bigint                 AS temporary_bytes,
       s.wal_bytes,
       s.stats_since                                                               AS since,
       CASE WHEN s.query ~* '^\s*(alter|create)\s.*(password|connection)' THEN 'left out: it may hold a password'
            ELSE left(regexp_replace(s.query, '\s+', ' ', 'g'), 1000) END          AS statement
FROM pg_stat_statements AS s
LEFT JOIN pg_roles AS r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND s.toplevel
  AND s.mean_exec_time >= :slower_than
ORDER BY CASE :order
             WHEN 'total' THEN s.total_exec_time
             WHEN 'mean' THEN s.mean_exec_time
             WHEN 'deviation' THEN s.stddev_exec_time
             WHEN 'calls' THEN s.calls
             WHEN 'longest' THEN s.max_exec_time
             WHEN 'reads' THEN s.shared_blks_read
             WHEN 'wal' THEN s.wal_bytes::double precision
         END DESC, s.queryid
LIMIT :limit
