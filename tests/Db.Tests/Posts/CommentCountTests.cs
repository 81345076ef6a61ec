using Agora.Db.Tests.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Posts;

public sealed class CommentCountTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    // What the counters must say, counted the slow way.
    private const string Wrong = """
        SELECT count(*)
        FROM app.post_stats AS s
        JOIN (SELECT p.id,
                     (SELECT count(*) FROM app.comments AS c WHERE c.post_id = p.id AND c.is_approved AND c.deleted_at IS NULL) AS comments,
                     (SELECT max(c.created_at) FROM app.comments AS c WHERE c.post_id = p.id AND c.is_approved
                     AND c.deleted_at IS NULL) AS last_at
              FROM app.posts AS p) AS truth ON truth.id = s.post_id
        WHERE (s.comment_count, s.last_comment_at) IS DISTINCT FROM (truth.comments, truth.last_at)
        """;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Counts_are_exact_under_concurrent_writes()
    {
        const int posts = 5, workers = 6, rounds = 40;
        var author = await GivenUserAsync();
        var ids = new Guid[posts];
        for (var i = 0; i < posts; i++)
        {
            ids[i] = await GivenPostAsync(author);
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

        (await Superuser.ScalarAsync<long>("SELECT sum(comment_count) FROM app.post_stats")).ShouldBeGreaterThan(0);
        (await Superuser.ScalarAsync<long>(Wrong)).ShouldBe(0);

        async Task WorkAsync(int worker)
        {
            var random = new Random(worker);
            for (var round = 0; round < rounds; round++)
            {
                var post = ids[random.Next(posts)];
                var other = ids[random.Next(posts)];
                var sql = random.Next(7) switch
                {
                    0 or 1 => "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT $1, $3, 'x', now() - random() * "
                        + "interval '1 day' FROM generate_series(1, 3)",
                    2 => "INSERT INTO app.comments (post_id, author_id, body) SELECT p, $3, 'x' FROM unnest(ARRAY[$2, $1, $2]::uuid[]) "
                        + "AS p",
                    3 => "UPDATE app.comments SET is_approved = NOT is_approved WHERE id IN (SELECT id FROM app.comments WHERE post_id = "
                        + "$1 AND author_id = $3 ORDER BY random() LIMIT 2)",
                    4 => "UPDATE app.comments SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END, deleted_by = CASE WHEN "
                        + "deleted_at IS NULL THEN 'author' END WHERE id = (SELECT id FROM app.comments WHERE post_id IN ($1, $2) AND "
                        + "author_id = $3 ORDER BY created_at DESC LIMIT 1)",
                    5 => "UPDATE app.comments SET created_at = created_at - interval '1 hour', body = 'y' WHERE id = (SELECT id FROM "
                        + "app.comments WHERE post_id = $1 AND author_id = $3 ORDER BY created_at DESC LIMIT 1)",
                    _ => "DELETE FROM app.comments WHERE id = (SELECT id FROM app.comments WHERE post_id = $1 AND author_id = $3 ORDER BY "
                        + "created_at DESC LIMIT 1)",
                };
                await UntilDoneAsync(() => Superuser.ExecuteAsync(sql, post, other, author));
            }
        }
    }

    [Fact]
    public async Task Two_who_comment_at_the_same_moment_are_both_counted()
    {
        var author = await GivenUserAsync();
        var post = await GivenPostAsync(author);
        const string sql = "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'x')";
        await using var first = await Superuser.OpenConnectionAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using var comment = new NpgsqlCommand(sql, first, transaction)
        {
            Parameters = { new() { Value = post }, new() { Value = author } },
        };
        await comment.ExecuteNonQueryAsync();

        var second = Superuser.ExecuteAsync(sql, post, author);
        await Superuser.WaitersAsync(1, second);
        await transaction.CommitAsync();
        await second;

        (await Superuser.ScalarAsync<int>("SELECT comment_count FROM app.post_stats WHERE post_id = $1", post)).ShouldBe(2);
    }

    [Fact]
    public async Task A_deletion_that_had_to_wait_sees_the_comment_it_waited_for()
    {
        var author = await GivenUserAsync();
        var post = await GivenPostAsync(author);
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) VALUES ($1, $2, 'old', '2026-01-01Z')", post, author);
        await using var first = await Superuser.OpenConnectionAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using var comment = new NpgsqlCommand(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) VALUES ($1, $2, 'new', '2026-01-02Z')", first, transaction)
        {
            Parameters = { new() { Value = post }, new() { Value = author } },
        };
        await comment.ExecuteNonQueryAsync();

        var deletion = Superuser.ExecuteAsync("DELETE FROM app.comments WHERE post_id = $1 AND body = 'old'", post);
        await Superuser.WaitersAsync(1, deletion);
        await transaction.CommitAsync();
        await deletion;

        (await LastAsync(post)).ShouldBe(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task The_newest_comment_that_goes_gives_its_place_to_the_one_before()
    {
        var author = await GivenUserAsync();
        var post = await GivenPostAsync(author);
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) VALUES ($1, $2, 'a', '2026-01-01Z'), ($1, $2, 'b', "
            + "'2026-01-02Z')", post, author);

        await Superuser.ExecuteAsync(
            "UPDATE app.comments SET deleted_at = now(), deleted_by = 'author' WHERE post_id = $1 AND body = 'b'", post);
        (await LastAsync(post)).ShouldBe(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await Superuser.ExecuteAsync("DELETE FROM app.comments WHERE post_id = $1", post);
        (await LastAsync(post)).ShouldBeNull();
        (await Superuser.ScalarAsync<int>("SELECT comment_count FROM app.post_stats WHERE post_id = $1", post)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reply_belongs_to_the_post_of_what_it_replies_to()
    {
        var author = await GivenUserAsync();
        var (post, other) = (await GivenPostAsync(author), await GivenPostAsync(author));
        var comment = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'x') RETURNING id", post, author);

        var refused = await Should.ThrowAsync<PostgresException>(() => Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, parent_id, body) VALUES ($1, $2, $3, 'x')", other, author, comment));

        refused.ConstraintName.ShouldBe("comments_parent_id_post_id_fkey");
    }

    [Fact]
    public async Task Threads_know_their_depth_and_end()
    {
        var author = await GivenUserAsync();
        var post = await GivenPostAsync(author);
        var parent = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.comments (post_id, author_id, body, depth) VALUES ($1, $2, 'x', 5) RETURNING id", post, author);
        for (var depth = 1; depth <= 8; depth++)
        {
            parent = await ReplyAsync(parent);
            (await Superuser.ScalarAsync<short>("SELECT depth FROM app.comments WHERE id = $1", parent)).ShouldBe((short)depth);
        }

        (await Should.ThrowAsync<PostgresException>(() => ReplyAsync(parent))).ConstraintName.ShouldBe("comments_depth_check");

        Task<Guid> ReplyAsync(Guid to) => Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.comments (post_id, author_id, parent_id, body) VALUES ($1, $2, $3, 'x') RETURNING id", post, author, to);
    }

    [Fact]
    public async Task Posts_go_with_their_author_and_comments_with_their_post()
    {
        var (author, other) = (await GivenUserAsync(), await GivenUserAsync());
        var (post, elsewhere) = (await GivenPostAsync(author), await GivenPostAsync(other));
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $3, 'x'), ($1, $4, 'x'), ($2, $3, 'x'), ($2, $4, 'x')",
            post,
            elsewhere,
            author,
            other);

        await Superuser.ExecuteAsync("DELETE FROM app.users WHERE id = $1", author);

        (await Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE id = $1", post)).ShouldBe(0);
        (await Superuser.ScalarAsync<long>("SELECT count(*) FROM app.comments WHERE post_id = $1", post)).ShouldBe(0);
        (await Superuser.ScalarAsync<int>("SELECT comment_count FROM app.post_stats WHERE post_id = $1", elsewhere)).ShouldBe(1);
    }

    private async Task<DateTime?> LastAsync(Guid post) =>
        await Superuser.ScalarAsync<object>("SELECT last_comment_at FROM app.post_stats WHERE post_id = $1", post) as DateTime?;

    private async Task<Guid> GivenUserAsync() => await Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.users (username) VALUES ($1) RETURNING id", $"u{Guid.NewGuid():N}"[..20]);

    private async Task<Guid> GivenPostAsync(Guid author) => await Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.posts (author_id, title, body) VALUES ($1, 't', 'b') RETURNING id", author);

    // A deadlock on the rows of comments themselves is the test's own doing; Agora's unit of work runs such a command again.
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
        }
    }
}
