-- Standbys that are connected, from the side of the primary. No rows: none is connected.
-- column lag_bytes: written here and not replayed there.
-- column replay_lag_seconds: null where the standby has not said; it is unknown then, not 0.
SELECT r.application_name                                                          AS application,
       host(r.client_addr)                                                         AS client_address,
       r.state,
       r.sync_state,
       s.slot_name                                                                 AS slot,
       pg_wal_lsn_diff(pg_current_wal_lsn(), r.sent_lsn)                           AS unsent_bytes,
       pg_wal_lsn_diff(r.sent_lsn, r.flush_lsn)                                    AS unflushed_bytes,
       pg_wal_lsn_diff(r.flush_lsn, r.replay_lsn)                                  AS unreplayed_bytes,
       pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)                         AS lag_bytes,
       round(extract(epoch FROM r.write_lag), 3)                                   AS write_lag_seconds,
       round(extract(epoch FROM r.flush_lag), 3)                                   AS flush_lag_seconds,
       round(extract(epoch FROM r.replay_lag), 3)                                  AS replay_lag_seconds,
       round(extract(epoch FROM now() - r.reply_time), 1)                          AS last_reply_seconds
FROM pg_stat_replication AS r
LEFT JOIN pg_replication_slots AS s ON s.active_pid = r.pid
WHERE NOT pg_is_in_recovery()
ORDER BY lag_bytes DESC NULLS FIRST, 1
