-- The server and its database in one row: what matters first.
-- column pages_hit: pages that were found in the shared memory of the server, of those that statements asked for.
-- column memory_hit_percent: of the pages that statements asked for since the statistics were reset.
-- column oldest_transaction_seconds: of a client.
-- column identifier_age_percent: of the transaction ids before the server refuses to write, for the oldest database.
-- column replication_lag_bytes: of the standby that is farthest behind; null without one.
-- column retained_wal_bytes: what the slot that is farthest behind keeps from removal; null without one.
-- column slot_lag_bytes: what the logical slot that is farthest behind has not confirmed; null without one, or while it is unknown.
-- column slot_remaining_bytes: that may still be written before a slot loses its log; null without a slot or a limit.
-- column lost_slots: whose log is gone, so that their readers cannot continue.
WITH clients AS (
    SELECT count(*)                                                                AS connections,
           count(*) FILTER (WHERE state = 'active')                                AS active,
           count(*) FILTER (WHERE state LIKE 'idle in transaction%')               AS idle_in_transaction,
           count(*) FILTER (WHERE wait_event_type = 'Lock')                        AS waiting_for_locks,
           extract(epoch FROM max(clock_timestamp() - xact_start))                 AS oldest_transaction_seconds,
           extract(epoch FROM max(clock_timestamp() - query_start) FILTER (WHERE state = 'active')) AS longest_statement_seconds
    FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
), position AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT current_setting('server_version')                                           AS version,
       pg_is_in_recovery()                                                         AS is_standby,
       pg_postmaster_start_time()                                                  AS started_at,
       c.connections,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - current_setting('reserved_connections')::int                          AS connections_max,
       c.active,
       c.idle_in_transaction,
       c.waiting_for_locks,
       coalesce(round(c.oldest_transaction_seconds, 3), 0)                         AS oldest_transaction_seconds,
       coalesce(round(c.longest_statement_seconds, 3), 0)                          AS longest_statement_seconds,
       d.xact_commit                                                               AS commits,
       d.xact_rollback                                                             AS rollbacks,
       round(100.0 * d.xact_rollback / nullif(d.xact_commit + d.xact_rollback, 0), 2) AS rollback_percent,
       d.blks_hit                                                                  AS pages_hit,
       d.blks_read                                                                 AS pages_read,
       round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2)          AS memory_hit_percent,
       d.deadlocks,
       d.temp_bytes                                                                AS temporary_bytes,
       pg_database_size(d.datid)                                                   AS database_bytes,
       (SELECT round(100.0 * max(age(datfrozenxid)) / 2146483647, 2) FROM pg_database) AS identifier_age_percent,
       w.wal_bytes,
       k.num_requested                                                             AS checkpoints_requested,
       (SELECT max(pg_wal_lsn_diff(p.lsn, r.replay_lsn)) FROM pg_stat_replication AS r) AS replication_lag_bytes,
       (SELECT max(pg_wal_lsn_diff(p.lsn, s.restart_lsn)) FROM pg_replication_slots AS s) AS retained_wal_bytes,
       (SELECT max(pg_wal_lsn_diff(p.lsn, s.confirmed_flush_lsn)) FROM pg_replication_slots AS s WHERE s.slot_type = 'logical')
                                                                                   AS slot_lag_bytes,
       (SELECT min(s.safe_wal_size) FROM pg_replication_slots AS s)                AS slot_remaining_bytes,
       (SELECT count(*) FROM pg_replication_slots AS s WHERE s.invalidation_reason IS NOT NULL OR s.wal_status = 'lost') AS lost_slots,
       coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false) AS archiving_fails
FROM clients AS c, position AS p, pg_stat_database AS d, pg_stat_wal AS w, pg_stat_checkpointer AS k, pg_stat_archiver AS a
WHERE d.datname = current_database()
