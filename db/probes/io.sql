-- Reads and writes of the server by kind of process (pg_stat_io).
-- column context: normal, or one that keeps large scans and maintenance from filling the memory.
-- column read_milliseconds: 0 where track_io_timing is off.
SELECT backend_type                                                                AS process,
       object,
       context,
       reads * op_bytes                                                            AS read_bytes,
       writes * op_bytes                                                           AS written_bytes,
       extends * op_bytes                                                          AS extended_bytes,
       hits,
       evictions,
       fsyncs,
       round((100.0 * hits / nullif(hits + reads, 0))::numeric, 1)                 AS memory_hit_percent,
       round(read_time::numeric, 1)                                                AS read_milliseconds,
       round(write_time::numeric, 1)                                               AS write_milliseconds,
       round(fsync_time::numeric, 1)                                               AS fsync_milliseconds,
       stats_reset                                                                 AS since
FROM pg_stat_io
WHERE coalesce(reads, 0) + coalesce(writes, 0) + coalesce(extends, 0) + coalesce(hits, 0) > 0
ORDER BY coalesce(reads, 0) + coalesce(writes, 0) + coalesce(extends, 0) DESC, 1, 2, 3
