using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Comments;

public sealed class ReplyCountTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    // What the counters must say, counted the slow way.
    private const string Wrong = """
        WITH RECURSIVE below AS (
            SELECT c.id AS ancestor_id, c.id, 0 AS distance, false AS lives FROM app.comments AS c
            UNION ALL
            SELECT b.ancestor_id, c.id, b.distance + 1, c.is_approved AND c.deleted_at IS NULL
            FROM below AS b
            JOIN app.comments AS c ON c.parent_id = b.id
        ), truth AS (
            SELECT b.ancestor_id, count(*) FILTER (WHERE b.lives AND b.distance = 1) AS direct,
                   count(*) FILTER (WHERE b.lives) AS descendants
            FROM below AS b
            GROUP BY b.ancestor_id
        )
        SELECT count(*)
        FROM truth AS t
        LEFT JOIN app.comment_stats AS s ON s.comment_id = t.ancestor_id
        WHERE (coalesce(s.reply_count, 0), coalesce(s.descendant_count, 0)) IS DISTINCT FROM (t.direct, t.descendants)
        """;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Replies_are_counted_exactly_under_concurrent_writes()
    {
        const int workers = 6, rounds = 60;
        var author = await Superuser.ScalarAsync<Guid>("INSERT INTO app.users (username) VALUES ('replies') RETURNING id");
        var posts = new Guid[3];
        for (var i = 0; i < posts.Length; i++)
        {
            posts[i] = await Superuser.ScalarAsync<Guid>(
                "INSERT INTO app.posts (author_id, title, body) VALUES ($1, 't', 'b') RETURNING id", author);
            await Superuser.ExecuteAsync(
                "INSERT INTO app.comments (post_id, author_id, body) SELECT $1, $2, 'x' FROM generate_series(1, 3)", posts[i], author);
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

        (await Superuser.ScalarAsync<int>("SELECT max(descendant_count) FROM app.comment_stats")).ShouldBeGreaterThan(1);
        (await Superuser.ScalarAsync<long>(Wrong)).ShouldBe(0);

        async Task WorkAsync(int worker)
        {
            var random = new Random(worker);
            for (var round = 0; round < rounds; round++)
            {
                var post = posts[random.Next(posts.Length)];
                var sql = random.Next(6) switch
                {
                    0 or 1 or 2 => "INSERT INTO app.comments (post_id, author_id, parent_id, body) SELECT $1, $2, c.id, 'x' FROM "
                        + "app.comments AS c WHERE c.post_id = $1 AND c.depth < 8 AND c.deleted_at IS NULL AND c.is_approved ORDER BY "
                        + "random() LIMIT 1",
                    3 => "UPDATE app.comments SET is_approved = NOT is_approved WHERE id = (SELECT id FROM app.comments WHERE post_id = $1 "
                        + "AND author_id = $2 ORDER BY random() LIMIT 1)",
                    4 => "UPDATE app.comments SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END, deleted_by = CASE WHEN "
                        + "deleted_at IS NULL THEN 'author' END WHERE id = (SELECT id FROM app.comments WHERE post_id = $1 AND author_id = "
                        + "$2 ORDER BY random() LIMIT 1)",
                    _ => "DELETE FROM app.comments WHERE id = (SELECT id FROM app.comments WHERE post_id = $1 AND author_id = $2 AND depth "
                        + "> 1 ORDER BY random() LIMIT 1)",
                };
                await UntilDoneAsync(() => Superuser.ExecuteAsync(sql, post, author));
            }
        }
    }

    // Two of these statements may take the same rows in different orders, and a parent may be gone by the time of its reply: both are
    // the test's own doing.
    private static async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                continue;
            }
            catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.ForeignKeyViolation
                || gone.ConstraintName == "comments_parent_lives_check")
            {
                return;
            }
        }
    }
}
