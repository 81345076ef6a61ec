-- Who waits for whom, as a tree: sessions that hold locks, and below each those that wait for them.
-- column depth: 0 holds and waits for no one.
-- column path: processes from the holder to this session.
-- column waits_for: the table, or the kind of lock.
-- column pid: a prepared transaction has 0.
WITH RECURSIVE edge AS MATERIALIZED (
    SELECT DISTINCT a.pid AS waiter, b.pid AS blocker
    FROM pg_stat_activity AS a
    CROSS JOIN LATERAL unnest(pg_blocking_pids(a.pid)) AS b (pid)
    WHERE a.wait_event_type = 'Lock'
), waits AS (
    -- Relations of other databases have names only there.
    SELECT DISTINCT ON (l.pid) l.pid, l.mode, l.waitstart,
           coalesce(CASE WHEN d.oid IS NOT NULL THEN l.relation::regclass::text END, l.locktype) AS target
    FROM pg_locks AS l
    LEFT JOIN pg_database AS d ON d.oid = l.database AND d.datname = current_database()
    WHERE NOT l.granted
    ORDER BY l.pid, l.waitstart
), parent AS (
    -- One for each waiter, so that the tree is as long as the queue: who waits for nothing, before those that are ahead in the queue.
    SELECT DISTINCT ON (e.waiter) e.waiter, e.blocker
    FROM edge AS e
    ORDER BY e.waiter, EXISTS (SELECT FROM edge AS x WHERE x.waiter = e.blocker), e.blocker
), tree AS (
    SELECT e.blocker AS pid, 0 AS depth, ARRAY[e.blocker] AS path
    FROM (SELECT DISTINCT blocker FROM parent) AS e
    WHERE NOT EXISTS (SELECT FROM parent AS x WHERE x.waiter = e.blocker)
    UNION ALL
    SELECT e.waiter, t.depth + 1, t.path || e.waiter
    FROM tree AS t
    JOIN parent AS e ON e.blocker = t.pid
    WHERE e.waiter <> ALL (t.path) AND t.depth < 20
)
SELECT t.pid,
       t.depth,
       t.path,
       (SELECT count(*) FROM tree AS below WHERE below.path[1:t.depth + 1] = t.path) - 1 AS blocks,
       a.state,
       w.mode,
       w.target                                                                    AS waits_for,
       round(extract(epoch FROM clock_timestamp() - w.waitstart), 1)               AS wait_seconds,
       round(extract(epoch FROM clock_timestamp() - a.xact_start), 1)              AS transaction_seconds,
       a.usename                                                                   AS role,
       a.application_name                                                          AS application,
       a.backend_start                                                             AS session_started_at,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 300)                         AS statement
FROM tree AS t
LEFT JOIN pg_stat_activity AS a ON a.pid = t.pid
LEFT JOIN waits AS w ON w.pid = t.pid
ORDER BY t.path
LIMIT 500
