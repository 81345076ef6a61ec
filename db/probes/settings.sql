-- Settings of the server that differ from what Agora advises, with the reason. What the role that asks has of its own is left out.
WITH s AS (
    SELECT jsonb_object_agg(name, setting) AS s,
           jsonb_object_agg(name, CASE WHEN setting ~ '^-?[0-9]+(\.[0-9]+)?$' THEN setting::numeric * CASE unit
               WHEN '8kB' THEN 8192 WHEN 'kB' THEN 1024 WHEN 'MB' THEN 1048576 WHEN 's' THEN 1000 WHEN 'min' THEN 60000 ELSE 1 END END) AS n
    FROM pg_settings
), rule (severity, name, holds, reason, advice) AS (
    SELECT 'critical', 'fsync', s->>'fsync' = 'off', 'A crash loses or corrupts data.', 'on' FROM s UNION ALL
    SELECT 'critical', 'full_page_writes', s->>'full_page_writes' = 'off', 'A crash can leave torn pages.', 'on' FROM s UNION ALL
    SELECT 'critical', 'autovacuum', s->>'autovacuum' = 'off', 'Tables bloat, and transaction ids run out.', 'on' FROM s UNION ALL
    SELECT 'critical', 'zero_damaged_pages', s->>'zero_damaged_pages' = 'on', 'Data is destroyed silently.', 'off' FROM s UNION ALL
    SELECT 'warning', 'track_counts', s->>'track_counts' = 'off', 'Autovacuum knows no table to clean.', 'on' FROM s UNION ALL
    SELECT 'warning', 'data_checksums', s->>'data_checksums' = 'off', 'Corruption by the disk is not noticed.',
           'stop the server, pg_checksums --enable, start it' FROM s UNION ALL
    SELECT 'warning', 'archive_mode', s->>'archive_mode' = 'off', 'There is no restore to a point in time.',
           'on, with archive_command (restart)' FROM s UNION ALL
    SELECT 'warning', 'max_slot_wal_keep_size', (n->>'max_slot_wal_keep_size')::numeric < 0, 'A slot without a reader fills the disk.',
           'less than what is free beside pg_wal' FROM s UNION ALL
    SELECT 'warning', 'max_worker_processes', (s->>'max_parallel_workers')::int > (s->>'max_worker_processes')::int,
           'It limits max_parallel_workers.', 'at least max_parallel_workers (restart)' FROM s UNION ALL
    SELECT 'warning', 'autovacuum_freeze_max_age', (s->>'autovacuum_freeze_max_age')::numeric > 900000000,
           'Freezing begins so late that little room is left.', '200000000 to 500000000' FROM s UNION ALL
    SELECT 'warning', 'ssl', s->>'ssl' = 'off' AND s->>'listen_addresses' NOT IN ('', 'localhost', '127.0.0.1', '::1'),
           'Passwords and data pass the network in clear text.', 'on, with hostssl in pg_hba.conf' FROM s UNION ALL
    SELECT 'warning', 'password_encryption', s->>'password_encryption' = 'md5', 'md5 is broken.', 'scram-sha-256' FROM s UNION ALL
    SELECT 'notice', 'summarize_wal', s->>'summarize_wal' = 'off', 'There are no incremental base backups.', 'on' FROM s UNION ALL
    SELECT 'notice', 'shared_preload_libraries', s->>'shared_preload_libraries' NOT LIKE '%pg_stat_statements%',
           'There are no statistics of statements.', 'pg_stat_statements (restart)' FROM s UNION ALL
    SELECT 'notice', 'track_io_timing', s->>'track_io_timing' = 'off', 'Times of reads and writes stay 0.',
           'on, where pg_test_timing shows a cheap clock' FROM s UNION ALL
    SELECT 'notice', 'random_page_cost', (s->>'random_page_cost')::numeric >= 4, 'The default is for rotating disks.', '1.1 on SSD' FROM s
    UNION ALL
    SELECT 'notice', 'log_lock_waits', s->>'log_lock_waits' = 'off', 'Long waits for locks leave no trace.', 'on' FROM s UNION ALL
    SELECT 'notice', 'log_autovacuum_min_duration', s->>'log_autovacuum_min_duration' = '-1', 'Autovacuum leaves no trace.', '1min' FROM s
    UNION ALL
    SELECT 'notice', 'reserved_connections', s->>'reserved_connections' = '0',
           'Operators without superuser cannot log in when all connections are taken.', '3 (restart)' FROM s
)
SELECT r.severity, r.name, p.setting || coalesce(' ' || p.unit, '') AS value, r.reason, r.advice
FROM rule AS r
JOIN pg_settings AS p ON p.name = r.name
WHERE r.holds AND p.source NOT IN ('database', 'user', 'database user')
UNION ALL
SELECT 'warning', name, setting, 'It was changed and has no effect before a restart.', 'restart the server'
FROM pg_settings
WHERE pending_restart
ORDER BY 1, 2
