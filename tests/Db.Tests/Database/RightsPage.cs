using System.Text;
using System.Text.RegularExpressions;

namespace Agora.Db.Tests.Database;

/// <summary>Writes what the catalogue says about rights as a page that people read and diff.</summary>
internal static partial class RightsPage
{
    private const string Opening = """
        # What each role can do at most

        Made from the catalogue of a migrated database (`bash build/generated.sh`); do not edit. What is not here, no role can do that logs in; `app_owner` and `app_migrator`, which becomes it, can do everything.

        `app_api` serves requests for actors: `anonymous`, `user`, `moderator`, `admin`, and `system`, which is Agora's own work in sign-in and in the background. Conditions name the actor: its id is "actor", its role is what "actor is ..." compares; staff are moderators, admins and the system. Restrictive policies narrow all others of their command. Guards are triggers that refuse a change of columns that the grant allows; they hold `app_api` alone.


        """;

    private const string Roles = """
        SELECT format('| `%s` | %s | %s | %s |', r.rolname, CASE WHEN r.rolcanlogin THEN 'yes' ELSE 'no' END,
                      coalesce((SELECT string_agg(format('`%s`', m.roleid::regrole), ', ' ORDER BY m.roleid::regrole::text COLLATE "C")
                                FROM pg_auth_members AS m WHERE m.member = r.oid), ''),
                      coalesce((SELECT string_agg(format('`%s`', s), ', ' ORDER BY s COLLATE "C") FROM unnest(r.rolconfig) AS s
                                WHERE s !~ '^(search_path|TimeZone|lc_messages|jit)='), ''))
        FROM pg_roles AS r
        WHERE r.rolname ~ '^(app|ops)_'
        ORDER BY r.rolname COLLATE "C"
        """;

    // One line a relation, command and set of roles and columns, behind the name of the relation and a tab.
    private const string Tables = """
        WITH roles AS (
            SELECT r.oid, r.rolname, r.rolbypassrls FROM pg_roles AS r WHERE r.rolname ~ '^(app|ops)_'
                   AND r.rolname NOT IN ('app_owner', 'app_migrator')
        ), relations AS (
            SELECT c.oid, c.relacl, c.relowner, c.relrowsecurity
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('app', 'sec', 'migrate', 'public')
              AND c.relkind IN ('r', 'p', 'v', 'm')
              AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        ), rights AS (
            SELECT c.oid, a.grantee, a.privilege_type AS command, '(all)' AS columns
            FROM relations AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            WHERE a.grantee <> c.relowner
            UNION ALL
            SELECT c.oid, a.grantee, a.privilege_type, string_agg(quote_ident(t.attname), ', ' ORDER BY t.attnum)
            FROM relations AS c
            JOIN pg_attribute AS t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
            CROSS JOIN LATERAL aclexplode(t.attacl) AS a
            GROUP BY 1, 2, 3
        )
        SELECT format(E'%s\t| %s | %s | %s | %s |', g.oid::regclass, string_agg(format('`%s`', o.rolname),
               ', ' ORDER BY o.rolname COLLATE "C"), g.command, g.columns, p.rows)
        FROM rights AS g
        JOIN roles AS o ON o.oid = g.grantee
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN o.rolbypassrls OR NOT (SELECT c.relrowsecurity FROM relations AS c WHERE c.oid = g.oid) THEN '(all)'
                ELSE coalesce(string_agg(
                    CASE WHEN y.polpermissive THEN '' ELSE 'restricted to ' END
                    || concat_ws(' → ', pg_get_expr(y.polqual, y.polrelid), pg_get_expr(y.polwithcheck, y.polrelid)),
                    '; ' ORDER BY y.polpermissive DESC, y.polname), 'none') END AS rows
            FROM pg_policy AS y
            WHERE y.polrelid = g.oid
              AND g.grantee = ANY (y.polroles)
              AND y.polcmd IN ('*', CASE g.command WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' ELSE 'd' END)) AS p
        GROUP BY g.oid, g.command, g.columns, p.rows
        ORDER BY g.oid::regclass::text COLLATE "C", array_position('{SELECT,INSERT,UPDATE,DELETE}', g.command), min(o.rolname COLLATE "C"),
            g.columns
        """;

    private const string Guards = """
        SELECT format(E'%s\tGuard `%s`, by `%s`%s%s', t.tgrelid::regclass, t.tgname, p.proname,
                      coalesce(' for all but ' || replace(nullif(rtrim(encode(t.tgargs, 'escape'), '\000'), ''), '\000', ' and '), ''),
                      coalesce(', when ' || w.condition, ''))
        FROM pg_trigger AS t
        JOIN pg_proc AS p ON p.oid = t.tgfoid
        CROSS JOIN LATERAL (
            SELECT substring(pg_get_triggerdef(t.oid) FROM ' WHEN \((.*)\) EXECUTE FUNCTION') AS condition) AS w
        WHERE t.tgrelid::regclass::text LIKE 'app.%' AND (t.tgname ~ '_guard' OR p.proname LIKE 'guard\_%' OR t.tgname ~ '_stay_')
        ORDER BY t.tgrelid::regclass::text COLLATE "C", t.tgname
        """;

    private const string Functions = """
        SELECT format('| `%s` | %s | %s | %s | %s |', p.oid::regprocedure,
                      string_agg(CASE a.grantee WHEN 0 THEN 'everyone' ELSE format('`%s`', a.grantee::regrole) END,
                      ', ' ORDER BY a.grantee::regrole::text COLLATE "C"),
                      CASE WHEN p.prosecdef THEN format('`%s`', p.proowner::regrole) ELSE 'its caller' END,
                      CASE p.provolatile WHEN 'v' THEN 'yes' ELSE 'no' END,
                      coalesce(replace(substring(p.prosrc FROM 'PERFORM app\.require_actor\(([^)]*)\)'), '''', ''), 'any caller'))
        FROM pg_proc AS p
        CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
        WHERE p.pronamespace = 'app'::regnamespace AND p.prorettype <> 'trigger'::regtype AND a.grantee <> p.proowner
        GROUP BY p.oid
        ORDER BY p.oid::regprocedure::text COLLATE "C"
        """;

    public static async Task<string> WriteAsync(SchemaFixture schema)
    {
        var page = new StringBuilder(Opening);
        page.Append("## Roles\n\n| role | logs in | member of | settings |\n|---|---|---|---|\n");
        page.AppendJoin('\n', await schema.ListAsync(Roles)).Append("\n\n## Tables and views\n");
        var guards = (await schema.ListAsync(Guards)).Select(Split).ToLookup(g => g.Name, g => g.Line, StringComparer.Ordinal);
        foreach (var table in (await schema.ListAsync(Tables)).Select(Split).GroupBy(t => t.Name, StringComparer.Ordinal))
        {
            page.Append("\n### ").Append(table.Key).Append("\n\n| role | may | columns | rows |\n|---|---|---|---|\n");
            page.AppendJoin('\n', table.Select(t => t.Line)).Append('\n');
            foreach (var guard in guards[table.Key])
            {
                page.Append("\n- ").Append(guard);
            }

            page.Append(guards.Contains(table.Key) ? "\n" : "");
        }

        page.Append(
            "\n## Functions\n\n\"writes\" is what the catalogue says, by VOLATILE. The actor is what a function demands before all "
            + "else.\n\n");
        page.Append("| function | callable by | runs as | writes | actor |\n|---|---|---|---|---|\n");
        page.AppendJoin('\n', await schema.ListAsync(Functions)).Append('\n');
        return page.ToString();
    }

    private static (string Name, string Line) Split(string row)
    {
        var tab = row.IndexOf('\t', StringComparison.Ordinal);
        return (row[..tab], Readable(row[(tab + 1)..]));
    }

    /// <summary>The server writes conditions out in full; a reader wants to know who.</summary>
    private static string Readable(string expression)
    {
        var text = Spaces().Replace(expression, " ");
        text = RoleIn().Replace(text, m => $"actor is {Words(m.Groups["roles"].Value)}");
        text = RoleIs().Replace(text, "actor is ${role}");
        text = Group().Replace(text, m => $"actor is {(m.Groups["group"].Value is "admin" ? "admin or system" : m.Groups["group"].Value)}");
        return Casts().Replace(ActorId().Replace(text, "actor"), "");
    }

    private static string Words(string roles)
    {
        var names = roles.Split(", ").Select(r => r.Split('\'')[1]).ToArray();
        return names is [var only] ? only : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\( SELECT (app\.)?actor_id\(\) AS actor_id\)", RegexOptions.ExplicitCapture)]
    private static partial Regex ActorId();

    [GeneratedRegex(@"\( SELECT (app\.)?actor_role\(\) AS actor_role\) = ANY \(ARRAY\[(?<roles>[^\]]*)\]\)", RegexOptions.ExplicitCapture)]
    private static partial Regex RoleIn();

    [GeneratedRegex(@"\( SELECT (app\.)?actor_role\(\) AS actor_role\) = '(?<role>\w+)'(::text)?", RegexOptions.ExplicitCapture)]
    private static partial Regex RoleIs();

    [GeneratedRegex(@"\( SELECT (app\.)?is_(?<group>staff|admin|system)\(\) AS is_\w+\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Group();

    [GeneratedRegex(@"::(text|uuid\[\]|integer)\b")]
    private static partial Regex Casts();
}
