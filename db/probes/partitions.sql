-- Partitioned tables: how many parts, up to when, and rows that found none.
-- column ends_at: where the last part ends; rows after it go to the default part.
-- column default_rows: about how many rows the default part holds.
WITH part AS (
    SELECT i.inhparent, pg_get_expr(c.relpartbound, 0) AS bound, greatest(c.reltuples, 0) AS rows,
           c.relpages * current_setting('block_size')::bigint AS bytes
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE c.relispartition AND c.relkind IN ('r', 'p')
)
SELECT inhparent::regclass::text                                                   AS "table",
       count(*)                                                                    AS parts,
       max((regexp_match(bound, 'TO \(''(\d{4}-[^'']+)''\)'))[1])::timestamptz     AS ends_at,
       sum(rows) FILTER (WHERE bound = 'DEFAULT')::bigint                          AS default_rows,
       sum(rows)::bigint                                                           AS rows,
       sum(bytes)                                                                  AS bytes
FROM part
GROUP BY inhparent
ORDER BY 1
