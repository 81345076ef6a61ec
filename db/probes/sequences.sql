-- Sequences by the room that is left, by their own limit and by the type of the column that they fill.
SELECT sequence,
       feeds                                                                       AS "column",
       last_value,
       max_value,
       round(100.0 * last_value / max_value, 2)                                    AS used_percent
FROM app.sequence_room()
ORDER BY used_percent DESC, 1
LIMIT 50
