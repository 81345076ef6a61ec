-- How far the database and its tables are from running out of transaction ids and multixact ids.
-- column used_percent: at 100 the server refuses to write.
-- column forced_percent: at 100 autovacuum freezes the table, also where it is off.
WITH limits AS (
    SELECT 2146483647::numeric                                                     AS stop,
           current_setting('autovacuum_freeze_max_age')::numeric                   AS forced,
           current_setting('autovacuum_multixact_freeze_max_age')::numeric         AS multixact_forced
), ages AS (
    SELECT 'database' AS kind, d.datname::text AS name, age(d.datfrozenxid) AS ids, mxid_age(d.datminmxid) AS multixacts
    FROM pg_database AS d
    UNION ALL
    (SELECT 'table', c.oid::regclass::text, greatest(age(c.relfrozenxid), age(t.relfrozenxid)),
            greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid))
     FROM pg_class AS c
     LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid
     WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
     ORDER BY 3 DESC
     LIMIT 20)
)
SELECT a.kind,
       a.name,
       a.ids                                                                       AS identifier_age,
       a.multixacts                                                                AS multixact_age,
       round(100.0 * greatest(a.ids, a.multixacts) / l.stop, 2)                      AS used_percent,
       round(greatest(100.0 * a.ids / l.forced, 100.0 * a.multixacts / l.multixact_forced), 1) AS forced_percent
FROM ages AS a, limits AS l
ORDER BY a.kind, used_percent DESC, a.name
LIMIT 50
