using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Preferences;
using Agora.Testing;

namespace Agora.Db.Tests.Preferences;

/// <summary>
/// Who has set what, among 120,000 people, with row-level security on. The table has some 3,000 pages, which a search without an
/// index would read; what happens inside of the function shows in the pages alone.
/// </summary>
public sealed class PreferencePlanTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const int Limit = 21;

    private static readonly Actor Admin = new(Guid.Parse("00000000-0000-4000-8000-000000000001"), ActorRole.Admin, null);

    public static TheoryData<string, int, bool> Questions => new()
    {
        { """{"custom": {"badge": 77}}""", 12, false },
        { """{"custom": {"badge": 77}}""", 12, true },
        { """{"theme": "dark"}""", Limit, false },
        { """{"theme": "dark"}""", Limit, true },
        { """{"notifications": {"email": true}}""", Limit, false },
        { """{"notifications": {"email": true}}""", Limit, true },
        { """{"theme": "pink"}""", 0, false },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task People_are_found_by_an_index_on_the_first_page_and_deep_in_the_list(string document, int expected, bool deep)
    {
        await FillAsync();
        Guid? after = deep && expected == Limit ? Guid.Parse("20000000-0000-4000-8000-00000001adb0") : null;

        var plan = await Plan.OfAsync(
            schema.Database,
            Admin,
            async db => (await new PreferenceRepository(db).FindUsersAsync(document, after, Limit, default)).Count.ShouldBe(expected),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["document"] = document,
                ["after"] = after ?? (object)new Plan.Nothing("uuid"),
                ["limit"] = Limit,
            },
            generic: deep);

        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, 700, plan.Text);
    }

    [Fact]
    public async Task The_preferences_of_the_caller_are_read_by_key()
    {
        await FillAsync();
        var person = Guid.Parse("20000000-0000-4000-8000-000000000077");

        var plan = await Plan.OfAsync(
            schema.Database,
            new Actor(person, ActorRole.User, null),
            async db => (await new PreferenceRepository(db).FindAsync(person, default)).ShouldNotBeNull(),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["userId"] = person },
            generic: true);

        plan.Nodes.ShouldContain("Index Scan user_preferences user_preferences_pkey", plan.Text);
        plan.Blocks.ShouldBeInRange(1, 10, plan.Text);
    }

    // Once for the class: the tests of a class do not run at the same time.
    private async Task FillAsync()
    {
        const string sql = """
            SET session_replication_role = replica;

            INSERT INTO app.users (id, username)
            SELECT ('20000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'setter' || n
            FROM generate_series(1, 120000) AS n;

            INSERT INTO app.user_preferences (user_id, document)
            SELECT ('20000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                   jsonb_build_object(
                       'theme', CASE n % 2 WHEN 0 THEN 'dark' ELSE 'light' END,
                       'notifications', jsonb_build_object('email', n % 50 = 0, 'digest', 'weekly'),
                       'custom', jsonb_build_object('badge', n % 10000, 'note', repeat('x', 60)))
            FROM generate_series(1, 120000) AS n
            -- Those who are alike do not lie side by side.
            ORDER BY hashint4(n);
            RESET session_replication_role;
            """;

        DapperSetup.Apply();
        if (await schema.Database.Superuser.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM app.user_preferences)"))
        {
            return;
        }

        await schema.Database.Superuser.ExecuteAsync(sql);
        await schema.Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.users");
        await schema.Database.Superuser.ExecuteAsync("VACUUM (ANALYZE) app.user_preferences");
    }
}
