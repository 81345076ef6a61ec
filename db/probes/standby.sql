-- This server as a standby. No rows: it is a primary.
-- column verdict: the lag is unknown while the primary is not heard of.
SELECT w.status,
       w.sender_host,
       w.slot_name                                                                 AS slot,
       pg_last_wal_receive_lsn()::text                                             AS received,
       pg_last_wal_replay_lsn()::text                                              AS replayed,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())        AS unreplayed_bytes,
       round(extract(epoch FROM now() - w.last_msg_receipt_time), 1)               AS last_message_seconds,
       round(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 1)       AS last_commit_seconds,
       CASE WHEN w.pid IS NULL THEN 'disconnected, lag unknown'
            WHEN w.last_msg_receipt_time < now() - interval '30 s' THEN 'silent, lag unknown'
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 'caught up'
            ELSE 'replaying' END                                                   AS verdict,
       pg_is_wal_replay_paused()                                                   AS paused
FROM (SELECT) AS one
LEFT JOIN pg_stat_wal_receiver AS w ON true
WHERE pg_is_in_recovery()
