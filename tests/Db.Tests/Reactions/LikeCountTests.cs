using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Infrastructure.Rollups;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Reactions;

public sealed class LikeCountTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Fact]
    public async Task Likes_of_one_post_and_one_comment_by_many_at_once_are_counted_exactly_and_without_a_deadlock()
    {
        const int people = 200, workers = 10;
        var (author, post, comment) = await GivenCommentAsync();
        var fans = await GivenUsersAsync(people);

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => LikeAsync(worker))));

        (await Superuser.ScalarAsync<int>("SELECT like_count FROM app.post_stats WHERE post_id = $1", post)).ShouldBe(people / 2);
        (await Superuser.ScalarAsync<int>("SELECT like_count FROM app.comment_stats WHERE comment_id = $1", comment)).ShouldBe(people / 2);
        await ShouldCountAsync();

        await Superuser.ExecuteAsync("DELETE FROM app.users WHERE id = ANY ($1)", fans[..50]);
        await ShouldCountAsync();
        await Superuser.ExecuteAsync("DELETE FROM app.comments WHERE id = $1", comment);
        await Superuser.ExecuteAsync("DELETE FROM app.posts WHERE author_id = $1", author);
        await ShouldCountAsync();
        (await Superuser.ScalarAsync<long>(
            "SELECT (SELECT count(*) FROM app.post_likes WHERE post_id = $1) "
            + "+ (SELECT count(*) FROM app.comment_likes WHERE comment_id = $2)",
            post,
            comment)).ShouldBe(0);

        async Task LikeAsync(int worker)
        {
            for (var i = worker; i < people; i += workers)
            {
                await Superuser.ExecuteAsync("INSERT INTO app.post_likes (user_id, post_id) VALUES ($1, $2)", fans[i], post);
                await Superuser.ExecuteAsync("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($1, $2)", fans[i], comment);
                if (i % 2 == 0)
                {
                    await Superuser.ExecuteAsync("DELETE FROM app.post_likes WHERE user_id = $1 AND post_id = $2", fans[i], post);
                    await Superuser.ExecuteAsync("DELETE FROM app.comment_likes WHERE user_id = $1 AND comment_id = $2", fans[i], comment);
                }
            }
        }
    }

    [Theory]
    [InlineData("posts", "DELETE FROM app.post_likes WHERE user_id = $1 AND $2 <> $3", "SELECT app.purge_trash('0', 1000)")]
    [InlineData("comments", "DELETE FROM app.comment_likes WHERE user_id = $1 AND $2 <> $3", "SELECT app.purge_trash('0', 1000)")]
    [InlineData("posts", "DELETE FROM app.comment_likes WHERE user_id = $1 AND $2 <> $3", "SELECT app.purge_trash('0', 1000)")]
    [InlineData("posts", "DELETE FROM app.post_likes WHERE user_id = $1 AND $2 <> $3", "SELECT app.continue_erasure($1, 1000)")]
    [InlineData("posts", "DELETE FROM app.comment_likes WHERE user_id = $1 AND $2 <> $3", "SELECT app.continue_erasure($1, 1000)")]
    public async Task A_like_is_taken_back_while_what_it_is_about_is_deleted_for_good(string trashed, string unlike, string work)
    {
        var (author, post, comment) = await GivenCommentAsync();
        var fan = (await GivenUsersAsync(1))[0];
        await Superuser.ExecuteAsync("INSERT INTO app.post_likes (user_id, post_id) VALUES ($1, $2)", fan, post);
        await Superuser.ExecuteAsync("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($1, $2)", fan, comment);
        await Superuser.ExecuteAsync(
            $"UPDATE app.{trashed} SET deleted_at = now() - interval '1 hour', deleted_by = 'author' WHERE author_id = $1", author);
        await GivenErasureAsync(author);
        await using var holder = await Superuser.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            $"SELECT 1 FROM app.post_stats WHERE post_id = '{post}' FOR UPDATE; "
            + $"SELECT 1 FROM app.comment_stats WHERE comment_id = '{comment}' FOR UPDATE",
            holder,
            held);
        await hold.ExecuteNonQueryAsync();

        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);
        var working = acting.ListAsync<int>(work, author);
        await Superuser.WaitersAsync(1, working);
        var unliking = Superuser.ExecuteAsync(unlike, fan, post, comment);
        await Superuser.WaitersAsync(2, working, unliking);
        await held.RollbackAsync();

        (await working).ShouldHaveSingleItem().ShouldBeGreaterThan(0);
        await acting.DisposeAsync();
        await unliking;
    }

    [Fact]
    public async Task An_erasure_that_waits_for_a_post_holds_no_like_and_no_counter_of_others()
    {
        var (author, post, _) = await GivenCommentAsync();
        var (_, liked, comment) = await GivenCommentAsync();
        await Superuser.ExecuteAsync("INSERT INTO app.post_likes (user_id, post_id) VALUES ($1, $2)", author, liked);
        await Superuser.ExecuteAsync("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($1, $2)", author, comment);
        await Superuser.ExecuteAsync("INSERT INTO app.bookmarks (user_id, post_id) VALUES ($1, $2)", author, liked);
        await GivenErasureAsync(author);
        await using var holder = await Superuser.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"SELECT 1 FROM app.posts WHERE id = '{post}' FOR UPDATE", holder, held);
        await hold.ExecuteNonQueryAsync();

        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);
        var working = acting.ListAsync<int>("SELECT app.continue_erasure($1, 1000)", author);
        await Superuser.WaitersAsync(1, working);

        foreach (var row in new[]
        {
            "post_likes WHERE user_id = $1 AND $2 <> $3", "comment_likes WHERE user_id = $1 AND $2 <> $3",
            "bookmarks WHERE user_id = $1 AND $2 <> $3", "post_stats WHERE post_id = $2 AND $1 <> $3",
            "comment_stats WHERE comment_id = $3 AND $1 <> $2",
        })
        {
            (await Superuser.ScalarAsync<int>($"SELECT 1 FROM app.{row} FOR UPDATE SKIP LOCKED", author, liked, comment))
                .ShouldBe(1, row);
        }

        await held.RollbackAsync();
        (await working).ShouldHaveSingleItem().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_repair_restores_counters()
    {
        var (_, post, comment) = await GivenCommentAsync();
        var fan = (await GivenUsersAsync(1))[0];
        await Superuser.ExecuteAsync("INSERT INTO app.post_likes (user_id, post_id) VALUES ($1, $2)", fan, post);
        await Superuser.ExecuteAsync("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($1, $2)", fan, comment);
        await Superuser.ExecuteAsync(
            """
            UPDATE app.post_stats SET like_count = 7;
            DELETE FROM app.comment_stats;
            UPDATE app.post_days SET likes = 3
            """);
        foreach (var (name, sql) in AggregateCheck.Aggregates.Where(a => a.Key.StartsWith("likes", StringComparison.Ordinal)))
        {
            (await Superuser.ScalarAsync<long>(sql)).ShouldBeGreaterThan(0, name);
        }

        await Superuser.ExecuteAsync("SELECT app.build_like_counts(), app.build_post_days('-infinity', 'infinity')");

        await ShouldCountAsync();
    }

    [Theory]
    [InlineData("INSERT INTO app.post_likes (user_id, post_id) VALUES ($3, $1)", "in the name of another")]
    [InlineData("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($3, $2)", "in the name of another")]
    [InlineData("INSERT INTO app.bookmarks (user_id, post_id) VALUES ($3, $1)", "in the name of another")]
    [InlineData("INSERT INTO app.post_likes (user_id, post_id) SELECT $4, id FROM app.posts WHERE author_id = $4 AND $1 <> $2", "own post")]
    [InlineData("UPDATE app.post_stats SET like_count = 1000 WHERE post_id = $1", "the counter")]
    [InlineData("UPDATE app.post_likes SET created_at = now() WHERE post_id = $1", "the time of a like")]
    public async Task Raw_sql_likes_for_the_actor_only_and_what_another_wrote(string sql, string what)
    {
        var (_, post, comment) = await GivenCommentAsync();
        var users = await GivenUsersAsync(2);
        await GivenPostAsync(users[0]);
        // So that every statement has the same parameters.
        sql = $"WITH p AS (SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid) {sql}";

        await using var acting = await Acting.AsAsync(schema.Database, new Actor(users[0], ActorRole.User, null));

        (await Should.ThrowAsync<PostgresException>(() => acting.ExecuteAsync(sql, post, comment, users[1], users[0])))
            .SqlState.ShouldBe("42501", what);
    }

    [Fact]
    public async Task Raw_sql_reads_likes_of_what_the_actor_reads_and_bookmarks_and_likes_of_comments_of_the_actor_alone()
    {
        var (author, post, comment) = await GivenCommentAsync();
        var users = await GivenUsersAsync(2);
        await Superuser.ExecuteAsync("INSERT INTO app.post_likes (user_id, post_id) VALUES ($1, $2)", users[0], post);
        await Superuser.ExecuteAsync("INSERT INTO app.comment_likes (user_id, comment_id) VALUES ($1, $2)", users[0], comment);
        await Superuser.ExecuteAsync("INSERT INTO app.bookmarks (user_id, post_id) VALUES ($1, $2)", users[0], post);
        var admin = new Actor(Guid.NewGuid(), ActorRole.Admin, null);

        (await ReadAsync(new Actor(users[1], ActorRole.User, null))).ShouldBe((1, 0, 0));
        (await ReadAsync(admin)).ShouldBe((1, 0, 0));
        (await ReadAsync(new Actor(users[0], ActorRole.User, null))).ShouldBe((1, 1, 1));

        await Superuser.ExecuteAsync("UPDATE app.posts SET status = 'archived' WHERE id = $1", post);
        (await ReadAsync(new Actor(users[1], ActorRole.User, null))).ShouldBe((0, 0, 0));
        (await ReadAsync(new Actor(author, ActorRole.User, null))).ShouldBe((1, 0, 0));
        (await ReadAsync(new Actor(users[0], ActorRole.User, null))).ShouldBe((1, 1, 1));

        async Task<(int Posts, int Comments, int Bookmarks)> ReadAsync(Actor actor)
        {
            await using var acting = await Acting.AsAsync(schema.Database, actor);
            return (
                (await acting.ListAsync<Guid>("SELECT user_id FROM app.post_likes WHERE post_id = $1", post)).Count,
                (await acting.ListAsync<Guid>("SELECT user_id FROM app.comment_likes WHERE comment_id = $1", comment)).Count,
                (await acting.ListAsync<Guid>("SELECT user_id FROM app.bookmarks WHERE post_id = $1", post)).Count);
        }
    }

    private async Task ShouldCountAsync()
    {
        foreach (var (name, sql) in AggregateCheck.Aggregates)
        {
            (await Superuser.ScalarAsync<long>(sql)).ShouldBe(0, name);
        }
    }

    private async Task<(Guid Author, Guid Post, Guid Comment)> GivenCommentAsync()
    {
        var author = (await GivenUsersAsync(1))[0];
        var post = await GivenPostAsync(author);
        var comment = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'x') RETURNING id", post, author);
        return (author, post, comment);
    }

    private Task<int> GivenErasureAsync(Guid whose) => Superuser.ExecuteAsync(
        "INSERT INTO app.erasures (user_id, mode, asked_by, requested_at) VALUES ($1, 'remove', 'owner', now())", whose);

    private Task<Guid> GivenPostAsync(Guid author) => Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.posts (author_id, title, body, status, published_at) VALUES ($1, 't', 'b', 'published', now()) RETURNING id",
        author);

    private async Task<Guid[]> GivenUsersAsync(int users) => (await Superuser.ScalarAsync<Guid[]>(
        """
        WITH made AS (
            INSERT INTO app.users (username)
            SELECT 'u' || left(replace(gen_random_uuid()::text, '-', ''), 19) FROM generate_series(1, $1)
            RETURNING id
        )
        SELECT array_agg(id) FROM made
        """,
        users))!;
}
