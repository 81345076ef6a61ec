using Agora.Application.Common;
using Agora.Db.Tests.Database;
using Agora.Db.Tests.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Trash;

/// <summary>
/// Rows that hang on posts and comments are deleted in batches of their own: 50 times as many in a call as posts and comments.
/// </summary>
public sealed class TrashBatchTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    private const int Fans = 60;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    [Theory]
    [InlineData("SELECT app.purge_trash('0', 1) WHERE $1 IS NOT NULL")]
    [InlineData("SELECT app.continue_erasure($1, 5)")]
    public async Task A_post_with_more_likes_than_a_batch_takes_several_calls(string work)
    {
        var (author, post, _) = await GivenPostAsync("posts");
        await LikeAsync("post_likes", "post_id", post);
        await Superuser.ExecuteAsync(
            "INSERT INTO app.bookmarks (user_id, post_id) SELECT user_id, post_id FROM app.post_likes WHERE post_id = $1", post);

        (await CallAsync(work, author)).ShouldBe(50);
        (await CountAsync("post_likes", "post_id", post)).ShouldBe(Fans - 50);
        (await Superuser.ScalarAsync<int>("SELECT like_count FROM app.post_stats WHERE post_id = $1", post)).ShouldBe(Fans - 50);
        (await CallAsync(work, author)).ShouldBe(50, "10 likes and 40 bookmarks");
        (await CountAsync("posts", "id", post)).ShouldBe(1);
        (await CallAsync(work, author)).ShouldBeGreaterThan(0);
        (await CountAsync("posts", "id", post)).ShouldBe(0);
    }

    [Theory]
    [InlineData("posts", "SELECT app.purge_trash('0', 1) WHERE $1 IS NOT NULL")]
    [InlineData("comments", "SELECT app.purge_trash('0', 1) WHERE $1 IS NOT NULL")]
    [InlineData("posts", "SELECT app.continue_erasure($1, 5)")]
    public async Task So_does_a_comment_with_more_likes_than_a_batch(string trashed, string work)
    {
        var (author, _, comment) = await GivenPostAsync(trashed);
        await LikeAsync("comment_likes", "comment_id", comment);

        (await CallAsync(work, author)).ShouldBe(50);
        (await CountAsync("comment_likes", "comment_id", comment)).ShouldBe(Fans - 50);
        (await CallAsync(work, author)).ShouldBeGreaterThan(0);
        (await CountAsync("comments", "id", comment)).ShouldBe(0);
    }

    [Theory]
    [InlineData("SELECT app.purge_trash('0', 1) WHERE $1 IS NOT NULL")]
    [InlineData("SELECT app.continue_erasure($1, 5)")]
    public async Task So_does_a_post_with_more_comments_of_its_author_than_a_batch(string work)
    {
        var (author, post, comment) = await GivenPostAsync("posts");
        await Superuser.ExecuteAsync(
            "INSERT INTO app.comments (author_id, post_id, parent_id, body) SELECT $1, $2, $3, 'c' FROM generate_series(1, 60)",
            author,
            post,
            comment);

        (await CallAsync(work, author)).ShouldBe(50);
        (await CountAsync("comments", "post_id", post)).ShouldBe(11);
        (await CountAsync("comments", "id", comment)).ShouldBe(1, "replies go first");
        (await CallAsync(work, author)).ShouldBeGreaterThan(0);
        (await CountAsync("posts", "id", post)).ShouldBe(0);
    }

    private async Task<(Guid Author, Guid Post, Guid Comment)> GivenPostAsync(string trashed)
    {
        var author = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.users (username) VALUES ('author' || left(gen_random_uuid()::text, 8)) RETURNING id");
        var post = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.posts (author_id, title, body, status, published_at) VALUES ($1, 'T', 'B', 'published', now()) RETURNING id",
            author);
        var comment = await Superuser.ScalarAsync<Guid>(
            "INSERT INTO app.comments (author_id, post_id, body) VALUES ($1, $2, 'C') RETURNING id", author, post);
        await Superuser.ExecuteAsync(
            $"UPDATE app.{trashed} SET deleted_at = now() - interval '1 hour', deleted_by = 'author' WHERE author_id = $1", author);
        await Superuser.ExecuteAsync(
            "INSERT INTO app.erasures (user_id, mode, asked_by, requested_at) VALUES ($1, 'remove', 'owner', now())", author);
        return (author, post, comment);
    }

    private Task<int> LikeAsync(string table, string column, Guid id) => Superuser.ExecuteAsync(
        $"""
         WITH fans AS (
             INSERT INTO app.users (username) SELECT 'fan' || n || left(gen_random_uuid()::text, 8) FROM generate_series(1, {Fans}) AS n
             RETURNING id
         )
         INSERT INTO app.{table} (user_id, {column}) SELECT f.id, $1 FROM fans AS f
         """,
        id);

    private Task<int> CountAsync(string table, string column, Guid id) =>
        Superuser.ScalarAsync<int>($"SELECT count(*)::integer FROM app.{table} WHERE {column} = $1", id);

    private async Task<int> CallAsync(string work, Guid author)
    {
        await using var acting = await Acting.AsAsync(schema.Database, Actor.System);
        var done = (await acting.ListAsync<int>(work, author)).ShouldHaveSingleItem();
        await acting.CommitAsync();
        return done;
    }
}
