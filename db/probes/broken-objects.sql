-- What does not do its work: indexes that are not valid, constraints that are not validated, triggers that are off, extensions that are
-- older than what is installed.
SELECT 'invalid index'                                                             AS problem,
       format('%I.%I', n.nspname, c.relname)                                       AS object,
       CASE WHEN EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid) THEN 'is being built'
            WHEN c.relname ~ '_ccnew\d*$' THEN 'left by a REINDEX CONCURRENTLY that failed'
            WHEN c.relname ~ '_ccold\d*$' THEN 'left by a REINDEX CONCURRENTLY that was interrupted at its end'
            ELSE 'left by a CREATE INDEX CONCURRENTLY that failed' END              AS detail,
       CASE WHEN NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid)
            THEN format('DROP INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) END AS remedy
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid OR NOT i.indisready
UNION ALL
SELECT 'constraint not validated', format('%I.%I.%I', n.nspname, c.relname, k.conname), NULL,
       format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I;', n.nspname, c.relname, k.conname)
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT k.convalidated
UNION ALL
SELECT 'trigger off', format('%I.%I.%I', n.nspname, c.relname, t.tgname), NULL,
       format('ALTER TABLE %I.%I ENABLE TRIGGER %I;', n.nspname, c.relname, t.tgname)
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.tgenabled = 'D' AND NOT t.tgisinternal
UNION ALL
SELECT 'extension outdated', e.extname, e.extversion || ' is installed, ' || a.default_version || ' is there',
       format('ALTER EXTENSION %I UPDATE;', e.extname)
FROM pg_extension AS e
JOIN pg_available_extensions AS a ON a.name = e.extname AND a.default_version <> e.extversion
ORDER BY 1, 2
LIMIT 100
