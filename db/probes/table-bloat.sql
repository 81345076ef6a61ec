-- Room in tables that rows no longer use, estimated from the statistics of their columns. Largest first.
-- column factor: size, as a multiple of what the rows need.
-- column trusted: false where a column has no statistics, as before the first analyze.
SELECT "table",
       bytes,
       bloat_bytes,
       round(100.0 * bloat_bytes / nullif(bytes, 0), 1)                            AS bloat_percent,
       round(bytes::numeric / nullif(bytes - bloat_bytes, 0), 2)                   AS factor,
       trusted
FROM app.table_bloat()
ORDER BY bloat_bytes DESC, 1
LIMIT 50
