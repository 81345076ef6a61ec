using Agora.Db.Tests.Database;
using Agora.Infrastructure.Rollups;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Rollups;

/// <summary>Every sum against the slow and obvious way to get it, after random work of several at once.</summary>
public sealed class RollupTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const string Obvious = """
        SELECT coalesce(array_agg(r.id || ' ' || r.comments || ' ' || r.likes || ' ' || r.views || ' ' || trim_scale(round(r.score, 7))
               ORDER BY r.score DESC, r.id DESC), '{}')
        FROM (SELECT p.id, c.comments, l.likes, v.views,
                     (SELECT coalesce(sum(2 * round(1000000 * CASE $2 WHEN 0 THEN 1
                     ELSE 0.5 ^ ((current_date - (k.created_at AT TIME ZONE 'UTC')::date)::numeric / $2) END)), 0)
                      FROM app.comments AS k
                      WHERE k.post_id = p.id AND k.is_approved AND k.deleted_at IS NULL
                          AND (k.created_at AT TIME ZONE 'UTC')::date BETWEEN current_date - $1 + 1 AND current_date) / 1000000
                     + (SELECT coalesce(sum(0.5 * round(1000000 * CASE $2 WHEN 0 THEN 1
                     ELSE 0.5 ^ ((current_date - (k.created_at AT TIME ZONE 'UTC')::date)::numeric / $2) END)), 0)
                        FROM app.post_likes AS k
                        WHERE k.post_id = p.id
                            AND (k.created_at AT TIME ZONE 'UTC')::date BETWEEN current_date - $1 + 1 AND current_date) / 1000000
                     + (SELECT coalesce(sum(0.1 * d.views * round(1000000 * CASE $2 WHEN 0 THEN 1
                     ELSE 0.5 ^ ((current_date - d.day)::numeric / $2) END)), 0)
                        FROM app.post_days AS d WHERE d.post_id = p.id AND d.day BETWEEN current_date - $1 + 1
                            AND current_date) / 1000000 AS score
              FROM app.posts AS p
              CROSS JOIN LATERAL (SELECT count(*) AS comments FROM app.comments AS k
                                  WHERE k.post_id = p.id AND k.is_approved AND k.deleted_at IS NULL
                                      AND (k.created_at AT TIME ZONE 'UTC')::date BETWEEN current_date - $1 + 1 AND current_date) AS c
              CROSS JOIN LATERAL (SELECT count(*) AS likes FROM app.post_likes AS k
                                  WHERE k.post_id = p.id
                                      AND (k.created_at AT TIME ZONE 'UTC')::date BETWEEN current_date - $1 + 1 AND current_date) AS l
              CROSS JOIN LATERAL (SELECT coalesce(sum(d.views), 0) AS views FROM app.post_days AS d
                                  WHERE d.post_id = p.id AND d.day BETWEEN current_date - $1 + 1 AND current_date) AS v
              WHERE p.status = 'published' AND p.deleted_at IS NULL AND c.comments + l.likes + v.views > 0
              ORDER BY score DESC, p.id DESC
              LIMIT $3) AS r
        """;

    private const string Ranked = """
        SELECT coalesce(array_agg(t.post_id || ' ' || t.comments || ' ' || t.likes || ' ' || t.views || ' ' || trim_scale(t.score)
               ORDER BY t.score DESC, t.post_id DESC), '{}')
        FROM app.trending_posts(current_date - $1 + 1, current_date, $2, $3) AS t
        """;

    private const string Empty = """
        SELECT (SELECT count(*) FROM app.day_posts WHERE posts = 0) + (SELECT count(*) FROM app.span_posts WHERE posts = 0)
             + (SELECT count(*) FROM app.day_tags WHERE posts = 0) + (SELECT count(*) FROM app.span_tags WHERE posts = 0)
        """;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Aggregates_equal_a_recount_under_concurrent_writes()
    {
        const int workers = 5, rounds = 120;
        var author = await GivenUserAsync();
        await GivenUserAsync();
        await GivenUserAsync();
        await GivenPostsAsync(author, 60);

        using var folding = new CancellationTokenSource();
        var folder = Task.Run(() => FoldUntilAsync(folding.Token));
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(author, worker, rounds))));
        await folding.CancelAsync();
        await folder;

        (await Superuser.ScalarAsync<long>("SELECT sum(comments) FROM app.post_days")).ShouldBeGreaterThan(0);
        (await Superuser.ScalarAsync<long>("SELECT sum(likes) FROM app.post_days")).ShouldBeGreaterThan(0);
        await ShouldSumAsync();
        await ShouldRankAsync();

        while (await ApplyDeltasAsync() > 0)
        {
            // To the end: what is folded must say the same as what is not.
        }

        (await Superuser.ScalarAsync<long>(
            "SELECT (SELECT count(*) FROM app.day_posts_changes) + (SELECT count(*) FROM app.day_tags_changes)")).ShouldBe(0);
        (await Superuser.ScalarAsync<long>(Empty)).ShouldBe(0);
        await ShouldSumAsync();
        await ShouldRankAsync();

        await Superuser.ExecuteAsync("DELETE FROM app.users WHERE id = $1", author);
        await ShouldSumAsync();
    }

    [Fact]
    public async Task What_was_there_before_the_sums_is_filled_in_while_others_write()
    {
        var author = await GivenUserAsync();
        await GivenUserAsync();
        await GivenPostsAsync(author, 40);
        await WorkAsync(author, 1, 100);
        await Superuser.ExecuteAsync("""
            TRUNCATE app.post_days, app.post_trends, app.trend_changes, app.day_posts, app.day_posts_changes, app.day_tags,
                app.day_tags_changes, app.span_posts, app.span_tags;
            DELETE FROM app.rollups
            """);

        // Begun before the sums are filled and committed after: it adds itself to what the filling did not see.
        await using var connection = await Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var comment = new NpgsqlCommand(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT id, author_id, 'x', now() - interval '40 days' FROM "
            + "app.posts WHERE author_id = $1", connection, transaction)
        {
            Parameters = { new() { Value = author } },
        };
        await comment.ExecuteNonQueryAsync();
        var filling = Superuser.ExecuteAsync("SELECT app.build_rollups()");
        await Superuser.WaitersAsync(1, filling);
        await transaction.CommitAsync();
        await filling;

        await ShouldSumAsync();
        await ShouldRankAsync();
        await Superuser.ExecuteAsync("SELECT app.build_rollups(), app.build_day_sums(), app.build_post_days('-infinity', 'infinity')");
        await ShouldSumAsync();
    }

    [Fact]
    public async Task A_ranking_is_exact_with_sums_of_yesterday_and_beyond_the_first_look()
    {
        var author = await GivenUserAsync();
        await GivenPostsAsync(author, 300);
        // Much-discussed long ago, so that the top of the list of 90 days is no use for the last ten.
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT id, $1, 'x', now() - interval '25 days' FROM "
            + "app.posts, generate_series(1, 20) WHERE author_id = $1 AND title::integer <= 250", author);
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT id, $1, 'x', now() - title::integer % 13 * interval '1 "
            + "day' FROM app.posts WHERE author_id = $1 AND title::integer > 200", author);
        while (await ApplyDeltasAsync() > 0)
        {
            // Until the list holds everything.
        }

        await Superuser.ExecuteAsync("UPDATE app.post_trends SET as_of = as_of - 1; DELETE FROM app.rollups WHERE name LIKE 'trends of %'");

        await ShouldRankAsync();
        while (await ApplyDeltasAsync() > 0)
        {
            // Until the list is of today again.
        }

        (await Superuser.ScalarAsync<long>("SELECT count(*) FROM app.post_trends WHERE as_of < (now() AT TIME ZONE 'UTC')::date"))
            .ShouldBe(0);
        await ShouldRankAsync();
    }

    private async Task ShouldSumAsync()
    {
        foreach (var (name, wrong) in AggregateCheck.Aggregates)
        {
            (await Superuser.ScalarAsync<long>(wrong)).ShouldBe(0, name);
        }
    }

    private async Task ShouldRankAsync()
    {
        foreach (var (days, halfLife, limit) in new[] { (1, 0, 5), (7, 0, 10), (7, 2, 10), (10, 0, 30), (30, 0, 100), (90, 3, 7) })
        {
            (await Superuser.ScalarAsync<string[]>(Ranked, days, halfLife, limit))
                .ShouldBe(
                    await Superuser.ScalarAsync<string[]>(Obvious, days, halfLife, limit),
                    $"{days} days, half-life {halfLife}, limit {limit}");
        }
    }

    private Task<int> ApplyDeltasAsync() =>
        Superuser.ScalarAsync<int>("SELECT app.fold_rollups(50) + app.fold_trends((now() AT TIME ZONE 'UTC')::date, 50)");

    private async Task FoldUntilAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await UntilDoneAsync(ApplyDeltasAsync);
        }
    }

    private async Task WorkAsync(Guid author, int worker, int rounds)
    {
        var random = new Random(worker);
        for (var round = 0; round < rounds; round++)
        {
            const string somePost = "(SELECT id FROM app.posts WHERE author_id = $1 ORDER BY random() LIMIT 1)";
            const string somePosts = "(SELECT id FROM app.posts WHERE author_id = $1 ORDER BY random() LIMIT 3)";
            const string someComments = "(SELECT id FROM app.comments WHERE author_id = $1 ORDER BY random() LIMIT 3)";
            var sql = random.Next(18) switch
            {
                < 4 => "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT p, $1, 'x', now() - random() ^ 3 * "
                    + $"interval '60 days' FROM (SELECT {somePost} AS p) AS s, generate_series(1, 3) WHERE p IS NOT NULL",
                4 => $"UPDATE app.comments SET is_approved = NOT is_approved WHERE id IN {someComments}",
                5 => "UPDATE app.comments SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END, deleted_by = CASE WHEN deleted_at "
                    + $"IS NULL THEN 'author' END WHERE id IN {someComments}",
                6 => $"DELETE FROM app.comments WHERE id IN {someComments}",
                7 => $"UPDATE app.comments SET created_at = created_at - interval '1 day' WHERE id IN {someComments}",
                8 => $"UPDATE app.post_stats SET view_count = view_count + 1 + floor(40 * random())::integer WHERE post_id IN {somePosts}",
                9 => "UPDATE app.posts SET status = (ARRAY['published', 'hidden', 'archived'])[1 + floor(3 * random())::integer] WHERE id "
                    + $"IN {somePosts}",
                10 => "UPDATE app.posts SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END, deleted_by = CASE WHEN deleted_at "
                    + $"IS NULL THEN 'staff' END WHERE id IN {somePosts}",
                11 => $"UPDATE app.posts SET tags = ARRAY['t' || floor(5 * random()), 'u'] WHERE id IN {somePosts}",
                12 => $"UPDATE app.posts SET created_at = created_at - interval '30 hours', title = title WHERE id IN {somePosts}",
                13 or 14 => "INSERT INTO app.post_likes (user_id, post_id, created_at) SELECT u.id, p.id, now() - random() ^ 3 * interval "
                    + $"'60 days' FROM app.users AS u, app.posts AS p WHERE $1 <> u.id AND p.id IN {somePosts} ON CONFLICT DO NOTHING",
                15 => $"DELETE FROM app.post_likes WHERE $1 <> user_id AND post_id IN {somePosts}",
                16 => "INSERT INTO app.comment_likes (user_id, comment_id) SELECT u.id, c.id FROM app.users AS u, app.comments AS c "
                    + $"WHERE $1 <> u.id AND c.id IN {someComments} ON CONFLICT DO NOTHING",
                _ => $"DELETE FROM app.posts WHERE id = {somePost}",
            };
            await UntilDoneAsync(() => Superuser.ExecuteAsync(sql, author));
            await UntilDoneAsync(() => GivenPostsAsync(author, 1));
        }
    }

    private Task<int> GivenPostsAsync(Guid author, int posts) => Superuser.ExecuteAsync(
        """
        INSERT INTO app.posts (author_id, title, body, status, published_at, created_at, tags)
        SELECT $1, n, 'b', 'published', now(), now() - n * interval '5 hours', ARRAY['t' || n % 3, 'v'] FROM generate_series(1, $2) AS n
        """,
        author,
        posts);

    private async Task<Guid> GivenUserAsync() => await Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.users (username) VALUES ($1) RETURNING id", $"u{Guid.NewGuid():N}"[..20]);

    // Rows are picked at random, so two may meet in opposite orders; Agora's unit of work runs the loser again.
    private static async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException conflict) when (conflict.SqlState is PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.ForeignKeyViolation)
            {
                continue;
            }
        }
    }
}
