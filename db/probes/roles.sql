-- Roles of Agora: what they may do, and how many connections they may take.
-- column connections_max: -1 for no limit.
-- column becomes: roles that it may take on and that are superuser or bypass row-level security.
-- column statement_timeout: of every session of the role; null where it has none.
SELECT r.rolname                                                                   AS role,
       r.rolcanlogin                                                               AS logs_in,
       r.rolsuper                                                                  AS superuser,
       r.rolbypassrls                                                              AS bypasses_policies,
       r.rolcreaterole                                                             AS creates_roles,
       r.rolcreatedb                                                               AS creates_databases,
       r.rolreplication                                                            AS replicates,
       r.rolconnlimit                                                              AS connections_max,
       (SELECT string_agg(o.rolname, ', ' ORDER BY o.rolname)
        FROM pg_roles AS o
        WHERE o.oid <> r.oid AND NOT r.rolsuper AND pg_has_role(r.oid, o.oid, 'MEMBER') AND (o.rolsuper OR o.rolbypassrls)) AS becomes,
       (SELECT split_part(c.setting, '=', 2) FROM unnest(r.rolconfig) AS c (setting) WHERE c.setting LIKE 'statement_timeout=%')
                                                                                   AS statement_timeout
FROM pg_roles AS r
WHERE r.rolname IN ('app_owner', 'app_reader', 'app_migrator', 'app_api', 'app_readonly', 'ops_watch', 'ops_maintain')
ORDER BY r.rolname
