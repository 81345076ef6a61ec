-- Foreign keys whose columns no index begins with: a delete of the referenced row reads the whole table.
-- column parent_changes: deletes and updates of the referenced table since the statistics were reset.
SELECT format('%I.%I', n.nspname, c.relname)                                       AS "table",
       k.conname                                                                   AS foreign_key,
       string_agg(a.attname, ', ' ORDER BY u.place)                                AS columns,
       k.confrelid::regclass::text                                                 AS refers_to,
       greatest(c.reltuples, 0)::bigint                                            AS rows,
       s.n_tup_del + s.n_tup_upd                                                   AS parent_changes,
       format('CREATE INDEX CONCURRENTLY ON %I.%I (%s);', n.nspname, c.relname,
              string_agg(quote_ident(a.attname), ', ' ORDER BY u.place))           AS remedy
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_user_tables AS s ON s.relid = k.confrelid
CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u (number, place)
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number
WHERE k.contype = 'f' AND k.conparentid = 0
  AND NOT EXISTS (SELECT FROM pg_index AS i
                  WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
                    AND (i.indkey::smallint[])[0:array_length(k.conkey, 1) - 1] @> k.conkey
                    AND (i.indkey::smallint[])[0:array_length(k.conkey, 1) - 1] <@ k.conkey)
GROUP BY n.nspname, c.relname, k.conname, k.confrelid, c.reltuples, s.n_tup_del, s.n_tup_upd
ORDER BY c.reltuples DESC, 1, 2
LIMIT 50
