-- Roles of Agora: what they may do, and how many connections they may take.
-- column connections_max: -1 for no limit.
-- column becomes: roles that it may take on and that are superuser or bypass row-level security.
-- column lacks: rights that its work needs; null where it has them.
-- column statement_timeout: of every session of the role; null where it has none.
WITH needs (role, member_of) AS (
    VALUES ('ops_watch', 'pg_monitor'), ('ops_watch', 'pg_use_reserved_connections'),
           ('ops_maintain', 'pg_maintain'), ('ops_maintain', 'pg_signal_backend'), ('ops_maintain', 'pg_checkpoint'),
           ('ops_maintain', 'pg_read_all_stats'), ('ops_maintain', 'pg_stat_scan_tables'),
           ('ops_maintain', 'pg_use_reserved_connections'),
           ('ops_backup', 'pg_read_all_data'), ('ops_backup', 'pg_read_all_settings'), ('ops_backup', 'pg_checkpoint')
)
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
       (SELECT string_agg(lack.name, ', ' ORDER BY lack.name)
        FROM (SELECT n.member_of FROM needs AS n WHERE n.role = r.rolname AND NOT pg_has_role(r.oid, n.member_of, 'USAGE')
              UNION ALL
              SELECT 'SET ON PARAMETER session_replication_role'
              WHERE r.rolname = 'app_owner' AND NOT has_parameter_privilege(r.oid, 'session_replication_role', 'SET')) AS lack (name))
                                                                                   AS lacks,
       (SELECT split_part(c.setting, '=', 2) FROM unnest(r.rolconfig) AS c (setting) WHERE c.setting LIKE 'statement_timeout=%')
                                                                                   AS statement_timeout
FROM pg_roles AS r
WHERE r.rolname IN ('app_owner', 'app_reader', 'app_migrator', 'app_api', 'app_readonly', 'ops_watch', 'ops_maintain', 'ops_backup')
ORDER BY r.rolname
