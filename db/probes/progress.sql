-- How far long operations of the server are: vacuum, analyze, index builds, COPY, base backups.
SELECT 'vacuum'                                                                    AS operation,
       p.pid,
       p.relid::regclass::text                                                     AS target,
       p.phase,
       round(100.0 * p.heap_blks_scanned / nullif(p.heap_blks_total, 0), 1)        AS percent,
       format('%s of %s indexes, %s passes', p.indexes_processed, p.indexes_total, p.index_vacuum_count) AS detail
FROM pg_stat_progress_vacuum AS p
UNION ALL
SELECT 'analyze', pid, relid::regclass::text, phase, round(100.0 * sample_blks_scanned / nullif(sample_blks_total, 0), 1),
       format('%s of %s partitions', child_tables_done, child_tables_total)
FROM pg_stat_progress_analyze
UNION ALL
SELECT lower(command), pid, coalesce(nullif(index_relid, 0)::regclass::text, relid::regclass::text), phase,
       round(100.0 * coalesce(nullif(blocks_done, 0), tuples_done) / nullif(coalesce(nullif(blocks_total, 0), tuples_total), 0), 1),
       format('%s of %s lockers waited for', lockers_done, lockers_total)
FROM pg_stat_progress_create_index
UNION ALL
SELECT lower(command), pid, relid::regclass::text, phase, round(100.0 * heap_blks_scanned / nullif(heap_blks_total, 0), 1),
       format('%s rows written', heap_tuples_written)
FROM pg_stat_progress_cluster
UNION ALL
SELECT lower(command), pid, coalesce(nullif(relid, 0)::regclass::text, 'query'), type,
       round(100.0 * bytes_processed / nullif(bytes_total, 0), 1), format('%s rows', tuples_processed)
FROM pg_stat_progress_copy
UNION ALL
SELECT 'base backup', pid, NULL, phase, round(100.0 * backup_streamed / nullif(backup_total, 0), 1),
       format('%s of %s tablespaces', tablespaces_streamed, tablespaces_total)
FROM pg_stat_progress_basebackup
ORDER BY 1, 2
