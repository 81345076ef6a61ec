using Agora.Application.Common;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Bookmarks;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Reactions;
using Agora.Testing;

namespace Agora.Db.Tests.Reactions;

/// <summary>A post that 100,000 like and a user with 50,000 likes and 10,000 bookmarks, under row-level security.</summary>
public sealed class ReactionPlanTests(ReactionPlanTests.LikedFixture liked) : IClassFixture<ReactionPlanTests.LikedFixture>
{
    private const int Limit = 21;

    private static readonly Guid Post = Guid.Parse("10000000-0000-4000-8000-000000000001");

    private static readonly Guid Reader = Guid.Parse("00000000-0000-4000-8000-000000000007");

    private static readonly Actor Member = new(Reader, ActorRole.User, null);

    private static readonly KeysetPosition Newest = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet),
        Middle = new(new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Likers_are_read_from_their_place_in_the_list(bool generic)
    {
        var (first, deep) = (await AtAsync(Newest), await AtAsync(Middle));

        foreach (var plan in new[] { first, deep })
        {
            plan.Nodes.ShouldContain(n => n.EndsWith("post_likes_post_id_created_at_user_id_idx", StringComparison.Ordinal), plan.Text);
            plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
            plan.Blocks.ShouldBeInRange(1, 600, plan.Text);
        }

        Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
            generic,
            async db => (await new ReactionRepository(db).LikersAsync(Post, at, Limit, default))!.Count.ShouldBe(Limit),
            new(StringComparer.Ordinal) { ["postId"] = Post, ["At"] = at.At, ["Id"] = at.Id, ["limit"] = Limit });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bookmarks_are_read_from_their_place_in_the_list(bool generic)
    {
        var (first, deep) = (await AtAsync(Newest), await AtAsync(Middle));

        foreach (var plan in new[] { first, deep })
        {
            plan.Nodes.ShouldContain(n => n.EndsWith("bookmarks_user_id_created_at_post_id_idx", StringComparison.Ordinal), plan.Text);
            plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
            plan.Blocks.ShouldBeInRange(1, 600, plan.Text);
        }

        Task<Plan> AtAsync(KeysetPosition at) => PlanAsync(
            generic,
            async db => (await new BookmarkRepository(db).ListAsync(Reader, at, Limit, default)).Count.ShouldBe(Limit),
            new(StringComparer.Ordinal) { ["userId"] = Reader, ["At"] = at.At, ["Id"] = at.Id, ["limit"] = Limit });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_user_likes_among_a_page_is_looked_up_by_key(bool generic)
    {
        Guid[] posts = [.. Enumerable.Range(1, 100).Select(n => Guid.Parse($"10000000-0000-4000-8000-{n:x12}"))];

        var plan = await PlanAsync(
            generic,
            async db => (await new ReactionRepository(db).AmongAsync(Reader, posts, [], default)).LikedPosts.Count.ShouldBe(51),
            new(StringComparer.Ordinal) { ["userId"] = Reader, ["postIds"] = posts, ["commentIds"] = Array.Empty<Guid>() });

        plan.Nodes.ShouldContain(n => n.EndsWith("post_likes_pkey", StringComparison.Ordinal), plan.Text);
        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
        plan.Blocks.ShouldBeInRange(1, 1200, plan.Text);
    }

    private Task<Plan> PlanAsync(bool generic, Func<DbSession, Task> read, Dictionary<string, object?> parameters) =>
        Plan.OfAsync(liked.Database, Member, read, parameters, generic);

    public sealed class LikedFixture : IAsyncLifetime
    {
        private ApiDatabase? database;

        internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

        public async Task InitializeAsync()
        {
            const string sql = """
                SET session_replication_role = replica;

                INSERT INTO app.users (id, username)
                SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user' || n FROM generate_series(1, 100000) AS n;

                INSERT INTO app.posts (id, author_id, title, body, status, published_at, search_vector)
                SELECT ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-4000-8000-000000000001',
                       'Post ' || n, 'b', 'published', now(), ''
                FROM generate_series(1, 100000) AS n;

                INSERT INTO app.post_stats (post_id) SELECT p.id FROM app.posts AS p;

                INSERT INTO app.post_likes (user_id, post_id, created_at)
                SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '10000000-0000-4000-8000-000000000001',
                       timestamptz '2025-01-01Z' + n * interval '1 minute'
                FROM generate_series(1, 100000) AS n;

                INSERT INTO app.post_likes (user_id, post_id, created_at)
                SELECT '00000000-0000-4000-8000-000000000007', ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                       timestamptz '2025-01-01Z' + n * interval '1 minute'
                FROM generate_series(2, 100000, 2) AS n
                ON CONFLICT DO NOTHING;

                INSERT INTO app.bookmarks (user_id, post_id, created_at)
                SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(7 + n % 10), 12, '0'))::uuid,
                       ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                       timestamptz '2025-01-01Z' + n * interval '1 minute'
                FROM generate_series(1, 100000) AS n;
                RESET session_replication_role;
                """;

            DapperSetup.Apply();
            database = await ApiDatabase.CreateAsync();
            await Database.Superuser.ExecuteAsync(sql);
            foreach (var table in new[] { "users", "posts", "post_stats", "post_likes", "bookmarks" })
            {
                await Database.Superuser.ExecuteAsync($"VACUUM (ANALYZE) app.{table}");
            }
        }

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
