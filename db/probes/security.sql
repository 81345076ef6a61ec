-- Rights and policies of this database that let more through than they should.
WITH schemas AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), functions AS (
    SELECT p.oid, p.proname, p.proconfig, p.proacl, p.prosecdef, n.nspname
    FROM pg_proc AS p
    JOIN schemas AS n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
)
SELECT 'policies without row-level security'                                       AS finding,
       format('%I.%I', n.nspname, c.relname)                                       AS object,
       format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY;', n.nspname, c.relname) AS remedy
FROM pg_class AS c
JOIN schemas AS n ON n.oid = c.relnamespace
WHERE NOT c.relrowsecurity AND EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid)
UNION ALL
SELECT 'SECURITY DEFINER without a search_path', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(oid)),
       format('ALTER FUNCTION %I.%I(%s) SET search_path = pg_catalog, pg_temp;', nspname, proname, pg_get_function_identity_arguments(oid))
FROM functions
WHERE prosecdef AND NOT EXISTS (SELECT FROM unnest(proconfig) AS x (setting) WHERE x.setting LIKE 'search_path=%')
UNION ALL
SELECT 'SECURITY DEFINER for everyone', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(oid)),
       format('REVOKE EXECUTE ON FUNCTION %I.%I(%s) FROM PUBLIC;', nspname, proname, pg_get_function_identity_arguments(oid))
FROM functions
WHERE prosecdef
  AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) AS a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'))
UNION ALL
SELECT 'superuser that logs in', rolname, NULL
FROM pg_roles
WHERE rolsuper AND rolcanlogin AND oid <> 10
UNION ALL
SELECT 'table that everyone may read or write', format('%I.%I', n.nspname, c.relname),
       format('REVOKE ALL ON %I.%I FROM PUBLIC;', n.nspname, c.relname)
FROM pg_class AS c
JOIN schemas AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND EXISTS (SELECT FROM aclexplode(c.relacl) AS a WHERE a.grantee = 0)
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
LIMIT 100
