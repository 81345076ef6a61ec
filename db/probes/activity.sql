-- Sessions that run a statement or keep a transaction open, oldest transaction first.
-- parameter limit: sessions at most; 1 to 200; default 50
-- column session_started_at: names the session together with pid, which another one may have later.
-- column wait_meaning: what the server says about the wait.
-- column statement: its first 300 characters, which may hold values.
SELECT a.pid,
       a.usename                                                                   AS role,
       a.datname                                                                   AS database,
       a.application_name                                                          AS application,
       host(a.client_addr)                                                         AS client_address,
       a.backend_start                                                             AS session_started_at,
       a.state,
       a.wait_event_type                                                           AS wait_type,
       a.wait_event                                                                AS wait,
       w.description                                                               AS wait_meaning,
       round(extract(epoch FROM clock_timestamp() - a.xact_start), 1)              AS transaction_seconds,
       round(extract(epoch FROM clock_timestamp() - a.query_start), 1)             AS statement_seconds,
       round(extract(epoch FROM clock_timestamp() - a.state_change), 1)            AS state_seconds,
       a.query_id::text                                                            AS statement_id,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 300)                         AS statement
FROM pg_stat_activity AS a
LEFT JOIN pg_wait_events AS w ON w.type = a.wait_event_type AND w.name = a.wait_event
WHERE a.backend_type = 'client backend'
  AND a.pid <> pg_backend_pid()
  AND (a.state = 'active' OR a.state LIKE 'idle in transaction%')
ORDER BY a.xact_start NULLS LAST, a.pid
LIMIT :limit
