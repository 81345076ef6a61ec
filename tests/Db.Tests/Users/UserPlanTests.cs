using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Users;
using Agora.Testing;

namespace Agora.Db.Tests.Users;

/// <summary>100,000 members, one a minute.</summary>
public sealed class ManyMembersFixture : IAsyncLifetime
{
    private ApiDatabase? database;

    internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async Task InitializeAsync()
    {
        const string sql = """
            SET session_replication_role = replica;
            INSERT INTO app.users (username, created_at, deleted_at)
            SELECT 'member' || lpad(n::text, 6, '0'), timestamptz '2025-01-01Z' + n * interval '1 minute', CASE WHEN n % 50 = 0
                   THEN now() END
            FROM generate_series(1, 100000) AS n;
            RESET session_replication_role;
            ANALYZE app.users;
            """;

        DapperSetup.Apply();
        database = await ApiDatabase.CreateAsync();
        await Database.Superuser.ExecuteAsync(sql);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}

/// <summary>Every order of the members is that of an index, for members and for admins, who are shown more of each.</summary>
public sealed class UserPlanTests(ManyMembersFixture members) : IClassFixture<ManyMembersFixture>
{
    private const int Limit = 21;

    // Pages of 20: this is beyond page 1,000.
    private static readonly MemberPosition Newest = new(
        new KeysetPosition(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet), "", 0),
        Oldest = new(new KeysetPosition(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty), "", 0),
        Deep = new(new KeysetPosition(new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty), "member050000", 0);

    [Theory]
    [InlineData(UserSort.Newest, false)]
    [InlineData(UserSort.Newest, true)]
    [InlineData(UserSort.Oldest, false)]
    [InlineData(UserSort.Oldest, true)]
    [InlineData(UserSort.Username, false)]
    [InlineData(UserSort.Username, true)]
    public async Task A_deep_page_costs_what_the_first_one_costs(UserSort sort, bool generic)
    {
        foreach (var role in new[] { ActorRole.User, ActorRole.Admin })
        {
            var first = await PlanAsync(role, generic, sort, sort == UserSort.Newest ? Newest : Oldest);
            var deep = await PlanAsync(role, generic, sort, Deep);

            // The table has some 1,400 pages, which a page without an index would read inside of the function.
            first.Blocks.ShouldBeInRange(1, 400, first.Text);
            deep.Blocks.ShouldBeLessThan(first.Blocks + 60, deep.Text);
            deep.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), deep.Text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_is_looked_up_in_its_index(bool generic)
    {
        foreach (var role in new[] { ActorRole.Anonymous, ActorRole.User, ActorRole.Admin })
        {
            var actor = role == ActorRole.Anonymous
                ? Actor.Anonymous
                : new Actor(Guid.Parse("00000000-0000-4000-8000-000000000001"), role, null);
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["username"] = "Member050001" };
            foreach (var read in new Func<DbSession, Task>[]
            {
                async db => (await new UserRepository(db).FindAsync("Member050001", default)).ShouldNotBeNull(),
                async db => (await new UserRepository(db).FindIdAsync("Member050001", default)).ShouldNotBeNull(),
            })
            {
                var plan = await Plan.OfAsync(members.Database, actor, read, parameters, generic);

                plan.Scans.ShouldContain("Index Scan users users_username_key", plan.Text);
                plan.Blocks.ShouldBeInRange(1, 30, plan.Text);
            }
        }
    }

    [Theory]
    [InlineData("Ember05000", 9, false)]
    [InlineData("Ember05000", 9, true)]
    [InlineData("member050001", 1, false)]
    public async Task A_search_reads_the_members_that_it_finds_and_no_others(string term, int found, bool generic)
    {
        var first = new UserPosition(null, null, 0);
        foreach (var role in new[] { ActorRole.Anonymous, ActorRole.User, ActorRole.Admin })
        {
            var actor = role == ActorRole.Anonymous ? Actor.Anonymous : new Actor(Guid.CreateVersion7(), role, null);
            var plan = await Plan.OfAsync(
                members.Database,
                actor,
                async db => (await new UserRepository(db).SearchAsync(term, first, Limit, default)).Count.ShouldBe(found),
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["term"] = term,
                    ["Rank"] = new Plan.Nothing("real"),
                    ["Id"] = new Plan.Nothing("uuid"),
                    ["wanted"] = Limit,
                    ["Skip"] = 0,
                },
                generic);

            plan.Scans.ShouldBe(
                ["Function Scan", "Subquery Scan", "Index Scan users users_pkey", "Index Scan users users_pkey"], plan.Text);
        }
    }

    [Theory]
    [InlineData(ActorRole.Anonymous, false, 0)]
    [InlineData(ActorRole.User, false, 0)]
    [InlineData(ActorRole.Moderator, false, 0)]
    [InlineData(ActorRole.User, true, 1)]
    [InlineData(ActorRole.Admin, false, 2)]
    public async Task An_account_is_looked_up_once_and_the_signature_checked_for_private_members_alone(
        ActorRole role, bool isOwn, long verifications)
    {
        var user = await members.Database.Superuser.ScalarAsync<Guid>("SELECT id FROM app.users WHERE username = 'member050001'");
        var actor = role == ActorRole.Anonymous ? Actor.Anonymous : new Actor(isOwn ? user : Guid.CreateVersion7(), role, null);

        var plan = await Plan.OfAsync(
            members.Database,
            actor,
            async db => (await new UserRepository(db).FindAsync(user, default)).ShouldNotBeNull(),
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["userId"] = user },
            generic: true);

        plan.Verifications.ShouldBe(verifications, plan.Text);
        plan.Scans.Where(scan => scan != "Subquery Scan").ShouldBe(["Index Scan users users_pkey"], plan.Text);
    }

    private Task<Plan> PlanAsync(ActorRole role, bool generic, UserSort sort, MemberPosition after) => Plan.OfAsync(
        members.Database,
        new Actor(Guid.Parse("00000000-0000-4000-8000-000000000001"), role, null),
        async db => (await new UserRepository(db).ListAsync(sort, after, Limit, default)).Count.ShouldBe(Limit),
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Sort"] = sort.ToString().ToLowerInvariant(),
            ["At"] = after.Time.At,
            ["Id"] = after.Time.Id,
            ["Name"] = after.Name,
            ["Skip"] = after.Skip,
            ["limit"] = Limit,
        },
        generic);
}
