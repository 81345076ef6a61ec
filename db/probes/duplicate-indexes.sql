-- B-tree indexes that another one covers.
-- column kind: duplicate, or prefix of a longer one.
WITH indexes AS (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indisreplident, i.indnkeyatts AS keys_count, c.relname, n.nspname, c.relpages,
           (i.indkey::smallint[])[0:i.indnkeyatts - 1]                             AS keys,
           (i.indclass::oid[])[0:i.indnkeyatts - 1]                                AS classes,
           (i.indcollation::oid[])[0:i.indnkeyatts - 1]                            AS collations,
           (i.indoption::smallint[])[0:i.indnkeyatts - 1]                          AS options,
           (i.indkey::smallint[])[i.indnkeyatts:i.indnatts - 1]                    AS included,
           coalesce(i.indexprs::text, '')                                          AS expressions,
           coalesce(i.indpred::text, '')                                           AS predicate,
           EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid) AS is_constraint
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
    JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    WHERE i.indisvalid
)
SELECT DISTINCT ON (a.relpages, a.indexrelid)
       format('%I.%I', a.nspname, a.relname)                                       AS index,
       a.indrelid::regclass::text                                                  AS "table",
       b.relname                                                                   AS covered_by,
       CASE WHEN a.keys_count = b.keys_count THEN 'duplicate' ELSE 'prefix' END    AS kind,
       a.relpages * current_setting('block_size')::bigint                          AS bytes,
       format('DROP INDEX CONCURRENTLY %I.%I;', a.nspname, a.relname)              AS remedy
FROM indexes AS a
JOIN indexes AS b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
                 AND b.keys[1:a.keys_count] = a.keys AND b.classes[1:a.keys_count] = a.classes
                 AND b.collations[1:a.keys_count] = a.collations AND b.options[1:a.keys_count] = a.options
                 AND b.expressions = a.expressions AND b.predicate = a.predicate
                 AND (b.included @> a.included OR b.keys @> a.included)
WHERE NOT (a.is_constraint OR a.indisreplident)
  AND (NOT a.indisunique OR (b.indisunique AND b.keys_count = a.keys_count))
  AND (b.keys_count > a.keys_count OR b.is_constraint OR (b.indisunique AND NOT a.indisunique)
       OR cardinality(b.included) > cardinality(a.included) OR b.indexrelid < a.indexrelid)
ORDER BY a.relpages DESC, a.indexrelid, b.keys_count
LIMIT 50
