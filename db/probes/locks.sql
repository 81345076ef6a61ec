-- Locks of the database by mode, those that are waited for included.
SELECT l.mode,
       l.locktype                                                                  AS target,
       count(*) FILTER (WHERE l.granted)                                           AS granted,
       count(*) FILTER (WHERE NOT l.granted)                                       AS waiting,
       round(extract(epoch FROM max(clock_timestamp() - l.waitstart)), 1)          AS longest_wait_seconds
FROM pg_locks AS l
WHERE l.pid <> pg_backend_pid() AND (l.database IS NULL OR l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
GROUP BY 1, 2
ORDER BY waiting DESC, granted DESC, 1, 2
