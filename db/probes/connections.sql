-- Connections of clients by role, application and state.
-- column longest_state_seconds: since the first of them entered the state.
SELECT usename                                                                     AS role,
       regexp_replace(application_name, ' [0-9a-f-]{32,36}$', '')                  AS application,
       coalesce(state, 'unknown')                                                  AS state,
       count(*)                                                                    AS connections,
       count(*) FILTER (WHERE wait_event_type = 'Lock')                            AS waiting_for_locks,
       round(extract(epoch FROM max(clock_timestamp() - state_change)), 1)         AS longest_state_seconds
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
GROUP BY 1, 2, 3
ORDER BY count(*) DESC, 1, 2, 3
