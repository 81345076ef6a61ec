-- What the server allows: base backups, restores to a point in time, incremental backups.
-- column point_in_time: the log is archived. The command true archives nothing.
-- column summarizer_lag_bytes: what incremental backups have to wait for.
-- column unlogged_tables: are empty after a restore.
SELECT current_setting('wal_level') IN ('replica', 'logical')                      AS base_backups,
       current_setting('wal_level') IN ('replica', 'logical')
           AND current_setting('archive_mode') <> 'off'
           AND (current_setting('archive_library') <> ''
                OR current_setting('archive_command') !~ '^((/usr)?/bin/)?true$|^$|^[(]disabled[)]$')             AS point_in_time,
       current_setting('summarize_wal')::boolean                                   AS incremental,
       current_setting('data_checksums')::boolean                                  AS checksums,
       pg_wal_lsn_diff(l.lsn, nullif(w.summarized_lsn, '0/0'))                     AS summarizer_lag_bytes,
       (SELECT count(*) FROM pg_stat_progress_basebackup)                          AS running,
       (SELECT count(*) FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r') AS unlogged_tables
FROM pg_get_wal_summarizer_state() AS w,
     (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn) AS l
