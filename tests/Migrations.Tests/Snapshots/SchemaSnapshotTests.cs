using Agora.Migrations.Snapshots;

namespace Agora.Migrations.Tests.Snapshots;

public sealed class SchemaSnapshotTests
{
    private const string Access = """
        -- Name: TABLE users; Type: ACL; Schema: app; Owner: app_owner
        --

        REVOKE ALL ON TABLE app.users FROM PUBLIC;
        GRANT SELECT ON TABLE app.users TO FIRST;
        GRANT SELECT ON TABLE app.users TO SECOND;

        -- Name: COLUMN users.id; Type: ACL; Schema: app; Owner: app_owner
        --

        GRANT SELECT(id) ON TABLE app.users TO FIRST;
        GRANT SELECT(id) ON TABLE app.users TO SECOND;
        """;

    [Fact]
    public void The_order_in_which_rights_were_given_does_not_show()
    {
        var one = SchemaSnapshot.Normalize(Given("app_api", "app_reader"));
        var other = SchemaSnapshot.Normalize(Given("app_reader", "app_api"));

        other.ShouldBe(one);
        one.Split('\n').Count(line => line.StartsWith("GRANT", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public void Lines_of_a_function_stay_in_their_order()
    {
        const string function = """
            -- Name: TABLE users; Type: ACL; Schema: app; Owner: app_owner
            --
            -- Name: give(); Type: FUNCTION; Schema: app; Owner: app_owner
            --

            CREATE FUNCTION app.give() RETURNS void LANGUAGE sql AS $$
            GRANT SELECT ON app.users TO b;
            GRANT SELECT ON app.users TO a;
            $$;
            """;

        SchemaSnapshot.Normalize(function).ShouldContain("TO b;\nGRANT SELECT ON app.users TO a;");
    }

    private static string Given(string first, string second) =>
        Access.Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal);
}
