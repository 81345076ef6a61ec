-- The write-ahead log and its archive.
-- column failing: the last attempt to archive failed.
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS position,
       (SELECT sum(size) FROM pg_ls_waldir())                                      AS bytes,
       (SELECT count(*) FROM pg_ls_waldir())                                       AS files,
       (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')  AS waiting_to_archive,
       current_setting('archive_mode')                                             AS archive_mode,
       a.archived_count                                                            AS archived,
       a.last_archived_wal                                                         AS last_archived,
       a.last_archived_time                                                        AS last_archived_at,
       a.failed_count                                                              AS failed,
       a.last_failed_wal                                                           AS last_failed,
       a.last_failed_time                                                          AS last_failed_at,
       coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false) AS failing
FROM pg_stat_archiver AS a
