-- Replication slots, and what each keeps from removal.
-- column lag: what its reader has not confirmed, of a logical slot, or not received; unknown is not 0.
-- column remaining_bytes: that may still be written before the slot is invalidated; null without a limit, and when it is lost.
-- column invalidation_reason: why the log that its reader needs is gone; null while it is kept.
SELECT s.slot_name                                                                 AS slot,
       s.slot_type                                                                 AS type,
       s.database,
       s.plugin,
       s.active,
       s.wal_status,
       pg_wal_lsn_diff(p.lsn, s.restart_lsn)                                       AS retained_bytes,
       pg_wal_lsn_diff(p.lsn, s.confirmed_flush_lsn)                               AS unconfirmed_bytes,
       coalesce(pg_size_pretty(pg_wal_lsn_diff(p.lsn, coalesce(s.confirmed_flush_lsn, s.restart_lsn))), 'unknown') AS lag,
       s.safe_wal_size                                                             AS remaining_bytes,
       s.inactive_since,
       s.invalidation_reason,
       s.failover,
       s.synced
FROM pg_replication_slots AS s,
     (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn) AS p
ORDER BY retained_bytes DESC NULLS LAST, 1
