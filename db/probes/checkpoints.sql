-- Checkpoints, the background writer and the write-ahead log since the statistics were reset.
-- column requested_percent: checkpoints that came before their time, because max_wal_size was reached.
-- column written_by_clients_bytes: pages that a client had to write itself to get room.
-- column full_page_images: pages that were logged whole, the first time after a checkpoint.
SELECT c.num_timed                                                                 AS timed,
       c.num_requested                                                             AS requested,
       round(100.0 * c.num_requested / nullif(c.num_timed + c.num_requested, 0), 1) AS requested_percent,
       round((c.write_time / 1000)::numeric, 1)                                    AS write_seconds,
       round((c.sync_time / 1000)::numeric, 1)                                     AS sync_seconds,
       c.buffers_written * current_setting('block_size')::bigint                   AS written_by_checkpoints_bytes,
       b.buffers_clean * current_setting('block_size')::bigint                     AS written_by_background_bytes,
       (SELECT coalesce(sum(i.writes * i.op_bytes), 0) FROM pg_stat_io AS i
        WHERE i.backend_type = 'client backend' AND i.object = 'relation' AND i.context = 'normal') AS written_by_clients_bytes,
       b.maxwritten_clean                                                          AS background_stops,
       w.wal_records,
       w.wal_bytes,
       w.wal_fpi                                                                   AS full_page_images,
       w.wal_buffers_full,
       c.stats_reset                                                               AS since
FROM pg_stat_checkpointer AS c, pg_stat_bgwriter AS b, pg_stat_wal AS w
