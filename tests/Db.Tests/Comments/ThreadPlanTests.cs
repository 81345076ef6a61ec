using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Comments;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Db.Tests.Comments;

/// <summary>One post with 60,000 comments among 120,000, in threads of four levels.</summary>
public sealed class LargeThreadFixture : IAsyncLifetime
{
    public static readonly Guid Post = Guid.Parse(
        "10000000-0000-4000-8000-000000000001"), Speaker = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private ApiDatabase? database;

    internal ApiDatabase Database => database ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async Task InitializeAsync()
    {
        // Past the triggers, which would take most of the time. A tenth is deleted, and of that the half has living replies.
        const string sql = """
            SET session_replication_role = replica;
            INSERT INTO app.users (id, username)
            SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'speaker' || n FROM generate_series(1, 500) AS n;
            INSERT INTO app.posts (id, author_id, title, body, status, published_at)
            SELECT ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-4000-8000-000000000001', 'Post ' || n,
                   'b', 'published', now()
            FROM generate_series(1, 1000) AS n;
            INSERT INTO app.comments (id, post_id, author_id, parent_id, depth, body, created_at, deleted_at, deleted_by)
            SELECT id(n),
                   ('10000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n <= 60000 THEN 1 ELSE 2 + n / 4 % 999 END), 12, '0'))::uuid,
                   ('00000000-0000-4000-8000-' || lpad(to_hex(1 + n % 500), 12, '0'))::uuid,
                   CASE WHEN n % 4 <> 1 THEN id(n - 1) END, (n + 3) % 4, 'Comment ' || n,
                       timestamptz '2026-01-01Z' + n * interval '1 second',
                   CASE WHEN n % 20 IN (1, 4) THEN now() END, CASE WHEN n % 20 IN (1, 4) THEN 'author' END
            FROM generate_series(1, 120000) AS n
            CROSS JOIN LATERAL (SELECT 1) AS one;
            UPDATE app.comments AS c
            SET path = (SELECT string_agg(int8send((extract(epoch FROM u.created_at) * 1000000)::bigint) || uuid_send(u.id),
                ''::bytea ORDER BY u.created_at)
                        FROM app.comments AS u
                        WHERE u.id = ANY (ARRAY(SELECT id(number(c.id) - back) FROM generate_series(0, c.depth) AS back)));
            INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count)
            SELECT c.id, 1, 1 FROM app.comments AS c WHERE c.depth < 3;
            SET session_replication_role = origin;
            ANALYZE app.comments, app.comment_stats, app.posts, app.users;
            """;
        const string functions = """
            CREATE FUNCTION id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN ('20000000-0000-4000-8000-' || lpad(to_hex(n), 12,
                '0'))::uuid;
            CREATE FUNCTION number(id uuid) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN ('x' || right(id::text, 12))::bit(48)::bigint;
            """;

        DapperSetup.Apply();
        database = await ApiDatabase.CreateAsync();
        await using var connection = await Database.Superuser.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 120;
        command.CommandText = functions;
        await command.ExecuteNonQueryAsync();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();
}

/// <summary>A page of a thread costs what its rows cost, on the first page and on the thousandth.</summary>
public sealed class ThreadPlanTests(LargeThreadFixture large) : IClassFixture<LargeThreadFixture>
{
    private const int Limit = 51;

    private static readonly Actor Member = new(Guid.Parse("00000000-0000-4000-8000-000000000002"), ActorRole.User, null);

    [Theory]
    [InlineData(ThreadOrder.Thread)]
    [InlineData(ThreadOrder.Oldest)]
    [InlineData(ThreadOrder.Newest)]
    [InlineData(ThreadOrder.Roots)]
    public async Task A_deep_page_costs_what_the_first_one_costs(ThreadOrder order)
    {
        var middle = await MiddleAsync();
        var start = new ThreadPosition([], order == ThreadOrder.Oldest
            ? new KeysetPosition(DateTimeOffset.UnixEpoch, Guid.Empty)
            : new KeysetPosition(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet));

        var first = await BlocksAsync(order, start);
        var deep = await BlocksAsync(order, middle);

        // 120,000 rows lie on some 3,000 pages.
        first.ShouldBeLessThan(1200);
        deep.ShouldBeLessThan(first + 200);
    }

    [Fact]
    public async Task Replies_are_read_by_key()
    {
        var root = Guid.Parse("20000000-0000-4000-8000-000000000005");
        var plan = await Plan.OfAsync(
            large.Database,
            Member,
            async db => (await new CommentLists(db).RepliesAsync(
                root, new KeysetPosition(DateTimeOffset.UnixEpoch, Guid.Empty), Limit, default))!.Count.ShouldBe(1),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["commentId"] = root,
                ["At"] = DateTimeOffset.UnixEpoch,
                ["Id"] = Guid.Empty,
                ["limit"] = Limit,
            },
            generic: false);

        plan.Blocks.ShouldBeLessThan(200, plan.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_person_said_is_read_by_key(bool generic)
    {
        var at = new KeysetPosition(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);
        var plan = await Plan.OfAsync(
            large.Database,
            Member,
            db => new CommentLists(db).ByAuthorAsync(LargeThreadFixture.Speaker, at, Limit, default),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["authorId"] = LargeThreadFixture.Speaker,
                ["At"] = at.At,
                ["Id"] = at.Id,
                ["limit"] = Limit,
            },
            generic);

        plan.Nodes.ShouldContain("Index Scan comments comments_author_id_created_at_id_idx", plan.Text);
        plan.Nodes.ShouldNotContain(n => n.StartsWith("Seq Scan", StringComparison.Ordinal), plan.Text);
    }

    private async Task<ThreadPosition> MiddleAsync()
    {
        var id = Guid.Parse("20000000-0000-4000-8000-000000007531");
        var path = await large.Database.Superuser.ScalarAsync<byte[]>("SELECT path FROM app.comments WHERE id = $1", id);
        var at = await large.Database.Superuser.ScalarAsync<DateTime>("SELECT created_at FROM app.comments WHERE id = $1", id);
        return new ThreadPosition(path!, new KeysetPosition(new DateTimeOffset(at), id));
    }

    private async Task<long> BlocksAsync(ThreadOrder order, ThreadPosition at)
    {
        var plan = await Plan.OfAsync(
            large.Database,
            Member,
            async db => (await new CommentLists(db).ThreadAsync(LargeThreadFixture.Post, order, at, Limit, default))!.Count.ShouldBe(Limit),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["postId"] = LargeThreadFixture.Post,
                ["Sort"] = order.ToString().ToLowerInvariant(),
                ["Path"] = at.Path,
                ["At"] = at.Time.At,
                ["Id"] = at.Time.Id,
                ["limit"] = Limit,
            },
            generic: false);
        return plan.Blocks;
    }
}
