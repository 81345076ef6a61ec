-- Databases of the server: size, use of memory, temporary files, deadlocks, checksums, ages.
-- column identifier_age_percent: of the transaction ids before the server refuses to write.
-- column multixact_age_percent: the same of multixact ids.
-- column collation_changed: the library sorts otherwise than when indexes of texts were built. REINDEX them.
SELECT d.datname                                                                   AS database,
       CASE WHEN has_database_privilege(d.datid, 'CONNECT') THEN pg_database_size(d.datid) END AS bytes,
       d.numbackends                                                               AS connections,
       d.xact_commit                                                               AS commits,
       d.xact_rollback                                                             AS rollbacks,
       round(100.0 * d.xact_rollback / nullif(d.xact_commit + d.xact_rollback, 0), 2) AS rollback_percent,
       round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2)          AS memory_hit_percent,
       d.temp_files                                                                AS temporary_files,
       d.temp_bytes                                                                AS temporary_bytes,
       d.deadlocks,
       d.checksum_failures,
       d.sessions_abandoned,
       d.sessions_fatal,
       d.sessions_killed,
       round(100.0 * age(p.datfrozenxid) / 2146483647, 2)                          AS identifier_age_percent,
       round(100.0 * mxid_age(p.datminmxid) / 2146483647, 2)                       AS multixact_age_percent,
       coalesce(p.datcollversion <> pg_database_collation_actual_version(p.oid), false) AS collation_changed,
       d.stats_reset                                                               AS since
FROM pg_stat_database AS d
JOIN pg_database AS p ON p.oid = d.datid
WHERE p.datallowconn
ORDER BY bytes DESC NULLS LAST, d.datname
LIMIT 100
