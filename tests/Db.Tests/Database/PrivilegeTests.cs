namespace Agora.Db.Tests.Database;

/// <summary>What the runtime role must never be able to do, read from the catalogue.</summary>
public sealed class PrivilegeTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    public async Task Every_table_enforces_row_level_security_on_its_owner_too() =>
        (await schema.ListAsync("""
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            WHERE c.relnamespace = 'app'::regnamespace
              AND c.relkind IN ('r', 'p')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_granted_command_has_a_policy() =>
        (await schema.ListAsync("""
            SELECT format('%s on %s to %s', a.privilege_type, c.oid::regclass, a.grantee::regrole)
            FROM pg_class AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            WHERE c.relnamespace = 'app'::regnamespace
              AND c.relkind IN ('r', 'p')
              AND a.grantee <> c.relowner
              AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
              AND NOT (SELECT r.rolbypassrls FROM pg_roles AS r WHERE r.oid = a.grantee)
              AND NOT EXISTS (
                  SELECT FROM pg_policy AS p
                  WHERE p.polrelid = c.oid
                    AND a.grantee = ANY (p.polroles)
                    AND p.polcmd IN ('*', CASE a.privilege_type WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w'
                        ELSE 'd' END)
              )
            """)).ShouldBeEmpty();

    // A new column can then not be written until a grant names it.
    [Fact]
    public async Task Every_grant_to_write_names_its_columns() =>
        (await schema.ListAsync("""
            SELECT format('%s on %s to %s', a.privilege_type, c.oid::regclass, a.grantee::regrole)
            FROM pg_class AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            WHERE c.relnamespace = 'app'::regnamespace
              AND a.grantee <> c.relowner
              AND a.privilege_type IN ('INSERT', 'UPDATE')
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Policies_ask_for_the_actor_once_a_statement() =>
        (await schema.ListAsync("""
            SELECT format('%s on %s', p.policyname, p.tablename)
            FROM pg_policies AS p
            WHERE p.schemaname = 'app'
              AND regexp_count(coalesce(p.qual, '') || coalesce(p.with_check, ''), 'actor_(id|role)\(\)')
                  <> regexp_count(coalesce(p.qual, '') || coalesce(p.with_check, ''), 'SELECT (app\.)?actor_(id|role)\(\)')
            """)).ShouldBeEmpty();

    [Fact]
    public async Task The_runtime_role_is_harmless() =>
        (await schema.ListAsync("""
            SELECT rolname || ' has a forbidden attribute'
            FROM pg_roles
            WHERE rolname IN ('app_api', 'app_readonly')
              AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit)
            UNION ALL
            SELECT format('app_api is a member of %s', m.roleid::regrole)
            FROM pg_auth_members AS m
            WHERE m.member = 'app_api'::regrole
            UNION ALL
            SELECT format('app_api owns %s', c.oid::regclass) FROM pg_class AS c WHERE c.relowner = 'app_api'::regrole
            UNION ALL
            SELECT format('app_api may create in %s', n.nspname)
            FROM pg_namespace AS n
            WHERE n.nspname !~ '^pg_(temp|toast)'
              AND has_schema_privilege('app_api', n.oid, 'CREATE')
            UNION ALL
            SELECT format('app_api may %s %s', a.privilege_type, c.oid::regclass)
            FROM pg_class AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            WHERE a.grantee = 'app_api'::regrole
              AND a.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
            """)).ShouldBeEmpty();

    [Fact]
    public async Task PUBLIC_has_no_privilege() =>
        (await schema.ListAsync("""
            SELECT format('PUBLIC may %s %s', a.privilege_type, c.oid::regclass)
            FROM pg_class AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND a.grantee = 0
            UNION ALL
            SELECT format('PUBLIC may %s schema %s', a.privilege_type, n.nspname)
            FROM pg_namespace AS n
            CROSS JOIN LATERAL aclexplode(n.nspacl) AS a
            WHERE n.nspname IN ('app', 'sec', 'public')
              AND a.grantee = 0
            """)).ShouldBeEmpty();

    // A body that was parsed when the function was made (prosqlbody) looks up no name later.
    [Fact]
    public async Task Functions_with_the_rights_of_their_owner_are_closed() =>
        (await schema.ListAsync("""
            SELECT format('%s has no search_path of its own', p.oid::regprocedure)
            FROM pg_proc AS p
            WHERE p.pronamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND (p.prosecdef OR p.prosqlbody IS NULL)
              AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search_path=%')
            UNION ALL
            SELECT format('PUBLIC may execute %s', p.oid::regprocedure)
            FROM pg_proc AS p
            WHERE p.pronamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND p.prosecdef
              AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee = 0))
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Only_the_view_of_members_reads_past_row_level_security() =>
        (await schema.ListAsync("""
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            WHERE c.relnamespace = 'app'::regnamespace
              AND c.relkind IN ('v', 'm')
              AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
            """)).ShouldBe(["app.members"]);

    [Fact]
    public async Task The_key_of_the_actor_is_out_of_reach() =>
        // But for ops_backup, which copies everything.
        (await schema.ListAsync("""
            SELECT r.rolname
            FROM pg_roles AS r
            WHERE r.rolname IN ('app_api', 'app_readonly', 'app_reader', 'ops_watch', 'ops_maintain')
              AND (has_schema_privilege(r.oid, 'sec', 'USAGE') OR has_table_privilege(r.oid, 'sec.context_keys', 'SELECT'))
            """)).ShouldBeEmpty();
}
