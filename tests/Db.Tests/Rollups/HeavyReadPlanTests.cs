using System.Globalization;
using Agora.Application.Common;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Analytics;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Follows;
using Agora.Infrastructure.HomeFeed;
using Agora.Infrastructure.Posts;
using Agora.Infrastructure.Rollups;
using Agora.Testing;
using Dapper;

namespace Agora.Db.Tests.Rollups;

/// <summary>
/// What the heavy reads touch on 100,000 posts with 500,000 days of activity, as the role that serves requests: a part that does
/// not grow with the table, deep in a list as on its first page.
/// </summary>
public sealed class HeavyReadPlanTests(HeavyReadPlanTests.Fixture large) : IClassFixture<HeavyReadPlanTests.Fixture>
{
    private const int Limit = 21;

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    // Beyond page 1,000 of the front page: two posts a minute since 2025.
    private static readonly KeysetPosition Deep = new(new DateTimeOffset(2025, 1, 21, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    private static readonly Guid Reader = Guid.Parse("00000000-0000-4000-8000-000000000002");

    private static readonly Actor Member = new(Reader, ActorRole.User, null);

    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ranking_touches_its_leaders_and_not_the_posts(bool signedIn)
    {
        var plan = await PlanAsync(
            signedIn ? Member : Actor.Anonymous,
            generic: true,
            db => new PostLists(db).TrendingAsync(Today.AddDays(-6), Today, 0, 10, default),
            new() { ["from"] = Today.AddDays(-6), ["to"] = Today, ["halfLife"] = 0, ["limit"] = 10 });

        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
        // The days of activity alone have more than 4,000 pages.
        plan.Blocks.ShouldBeInRange(1, 2000, plan.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deep_page_of_the_feed_costs_what_the_first_one_costs(bool generic)
    {
        var (first, deep) = (await AtAsync(Newest), await AtAsync(Deep));

        first.Nodes.ShouldNotContain("Seq Scan posts", first.Text);
        first.Blocks.ShouldBeInRange(1, 2500, first.Text);
        deep.Blocks.ShouldBeLessThan(first.Blocks + 500, deep.Text);

        Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
            Member,
            generic,
            async db => (await new HomeFeedRepository(db).ReadAsync(Reader, Today, at, Limit, default)).Count.ShouldBe(Limit),
            new()
            {
                ["reader"] = Reader,
                ["At"] = at.At,
                ["Id"] = at.Id,
                ["limit"] = Limit,
                ["today"] = Today,
                ["first"] = Today.AddDays(-6),
                ["trending"] = 100,
            });
    }

    [Fact]
    public async Task A_deep_page_of_followers_costs_what_the_first_one_costs()
    {
        var (first, deep) = (await AtAsync(Newest), await AtAsync(
            new KeysetPosition(new DateTimeOffset(2025, 1, 1, 1, 0, 0, TimeSpan.Zero), Guid.AllBitsSet)));

        first.Nodes.ShouldContain("Index Only Scan follows follows_followee_id_created_at_follower_id_idx", first.Text);
        first.Blocks.ShouldBeInRange(1, 200, first.Text);
        deep.Blocks.ShouldBeLessThan(first.Blocks + 50, deep.Text);

        Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
            Actor.Anonymous,
            generic: true,
            async db =>
                (await new FollowRepository(db).FollowersAsync(LargeFixture.Prolific, at, Limit, default))!.Rows.Count.ShouldBe(Limit),
            new() { ["userId"] = LargeFixture.Prolific, ["At"] = at.At, ["Id"] = at.Id, ["limit"] = Limit });
    }

    [Fact]
    public async Task A_summary_reads_the_days_it_is_about_and_no_post()
    {
        var (from, to) = (new DateOnly(2025, 1, 10), new DateOnly(2025, 1, 12));
        var plan = await PlanAsync(
            new Actor(Reader, ActorRole.Moderator, null),
            generic: true,
            async db => (await new AnalyticsRepository(db).SummaryAsync(from, to, default)).Posts.ShouldBeGreaterThan(5000),
            new() { ["from"] = from, ["to"] = to });

        plan.Nodes.ShouldNotContain(
            n => n.Contains(" posts ", StringComparison.Ordinal) || n.EndsWith(" posts", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, 2000, plan.Text);
    }

    [Theory]
    [InlineData("posts by day, status and views", "posts")]
    [InlineData("tags by day", "posts")]
    public async Task Counting_anew_spreads_over_several_processes_and_leaves_no_setting_behind(string sum, string table)
    {
        await using var connection = await large.Posts.Database.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(AggregateCheck.Parallel, transaction: transaction);

        var plan = string.Join(
            '\n', await connection.QueryAsync<string>("EXPLAIN (COSTS OFF) " + AggregateCheck.Aggregates[sum], transaction: transaction));

        plan.ShouldContain("Gather");
        plan.ShouldContain($"Parallel Seq Scan on {table}");
        await transaction.RollbackAsync();
        (await connection.ExecuteScalarAsync<string>("SHOW parallel_tuple_cost")).ShouldBe("0.1");
    }

    private Task<Plan> PlanAsync(Actor actor, bool generic, Func<DbSession, Task> read, Dictionary<string, object?> parameters) =>
        Plan.OfAsync(large.Posts.Database, actor, read, parameters, generic);

    public sealed class Fixture : IAsyncLifetime
    {
        public LargeFixture Posts { get; } = new();

        public async Task InitializeAsync()
        {
            await Posts.InitializeAsync();
            await Posts.Database.Superuser.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                SET session_replication_role = replica;
                INSERT INTO app.post_days (post_id, day, views)
                SELECT p.id, (now() AT TIME ZONE 'UTC')::date - n, 1 + abs(hashtext(p.id::text || n)) % 50 + CASE WHEN p.title LIKE '%000'
                       THEN 10 * length(p.title) * n ELSE 0 END
                FROM app.posts AS p, generate_series(0, 4) AS n;
                INSERT INTO app.follows (follower_id, followee_id, created_at)
                SELECT u.id, '{LargeFixture.Prolific}', timestamptz '2025-01-01Z' + row_number() OVER (ORDER BY u.id) * interval '1 minute'
                FROM app.users AS u WHERE u.id <> '{LargeFixture.Prolific}';
                INSERT INTO app.follows (follower_id, followee_id)
                SELECT '{Reader}', u.id FROM app.users AS u WHERE u.id <> '{Reader}' ORDER BY u.id LIMIT 20
                ON CONFLICT DO NOTHING;
                RESET session_replication_role;
                SELECT app.build_day_sums(), app.build_trends();
                SELECT app.fold_rollups(1000000);
                """));
            foreach (var table in new[] { "post_days", "post_trends", "follows", "day_posts", "day_posts_changes", "day_tags",
                "day_tags_changes", "span_posts", "span_tags" })
            {
                do
                {
                    await Posts.Database.Superuser.ExecuteAsync($"VACUUM (ANALYZE) app.{table}");
                }
                while (await Posts.Database.Superuser.ScalarAsync<bool>(
                    $"SELECT relallvisible < relpages FROM pg_class WHERE oid = 'app.{table}'::regclass"));
            }
        }

        public Task DisposeAsync() => Posts.DisposeAsync();
    }
}
