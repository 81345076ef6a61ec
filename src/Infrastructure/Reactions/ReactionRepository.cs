using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Application.Reactions;
using Agora.Domain.Reactions;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Reactions;

internal sealed class ReactionRepository(DbSession db) : IReactionRepository
{
    public Task<LikeTarget?> FindPostAsync(Guid postId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, app.post_is_public(p.status, p.deleted_at) AS is_public
            FROM app.posts AS p
            WHERE p.id = @postId
              AND p.deleted_at IS NULL
            """;

        return db.FindAsync<LikeTarget>(sql, new { postId }, ct);
    }

    public Task<LikeTarget?> FindCommentAsync(Guid commentId, CancellationToken ct)
    {
        // The author of a comment may be unable to read its post.
        const string sql = """
            SELECT c.id, c.author_id,
                   coalesce(app.comment_is_public(c.is_approved, c.deleted_at) AND app.post_is_public(p.status, p.deleted_at), false)
                       AS is_public
            FROM app.comments AS c
            LEFT JOIN app.posts AS p ON p.id = c.post_id
            WHERE c.id = @commentId
              AND c.deleted_at IS NULL
            """;

        return db.FindAsync<LikeTarget>(sql, new { commentId }, ct);
    }

    public Task<LikeOutcome> AddToPostAsync(Like like, CancellationToken ct)
    {
        // The handler has looked before; the statement sees what has happened to the post since.
        const string sql = """
            WITH post AS (
                SELECT p.id FROM app.posts AS p WHERE p.id = @TargetId AND app.post_is_public(p.status, p.deleted_at)
            ), made AS (
                INSERT INTO app.post_likes (user_id, post_id, created_at)
                SELECT @UserId, p.id, @Since FROM post AS p
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM post)
            """;

        return AddAsync(sql, like, "post_likes_post_id_fkey", ct);
    }

    public Task<LikeOutcome> AddToCommentAsync(Like like, CancellationToken ct)
    {
        const string sql = """
            WITH comment AS (
                SELECT c.id
                FROM app.comments AS c
                JOIN app.posts AS p ON p.id = c.post_id
                WHERE c.id = @TargetId
                  AND app.comment_is_public(c.is_approved, c.deleted_at)
                  AND app.post_is_public(p.status, p.deleted_at)
            ), made AS (
                INSERT INTO app.comment_likes (user_id, comment_id, created_at)
                SELECT @UserId, c.id, @Since FROM comment AS c
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM comment)
            """;

        return AddAsync(sql, like, "comment_likes_comment_id_fkey", ct);
    }

    public Task RemoveFromPostAsync(Guid userId, Guid postId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.post_likes WHERE user_id = @userId AND post_id = @postId";

        return db.ExecuteAsync(sql, new { userId, postId }, ct);
    }

    public Task RemoveFromCommentAsync(Guid userId, Guid commentId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.comment_likes WHERE user_id = @userId AND comment_id = @commentId";

        return db.ExecuteAsync(sql, new { userId, commentId }, ct);
    }

    public Task<IReadOnlyList<Person>?> LikersAsync(Guid postId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.id, l.username, l.full_name, l.created_at AS since
            FROM (SELECT p.id FROM app.posts AS p WHERE p.id = @postId AND p.deleted_at IS NULL LIMIT 1) AS t
            LEFT JOIN LATERAL (
                SELECT m.id, m.username, m.full_name, w.created_at
                FROM app.post_likes AS w
                CROSS JOIN LATERAL (SELECT a.id, a.username, a.full_name FROM app.members AS a WHERE a.id = w.user_id LIMIT 1) AS m
                WHERE w.post_id = @postId
                  AND (w.created_at, w.user_id) < (@At, @Id)
                ORDER BY w.created_at DESC, w.user_id DESC
                LIMIT @limit) AS l ON true
            ORDER BY l.created_at DESC, l.id DESC
            """;

        return db.QueryOfAsync<Person>(sql, new { postId, after.At, after.Id, limit }, ct);
    }

    public async Task<MyReactions> AmongAsync(Guid userId, Guid[] postIds, Guid[] commentIds, CancellationToken ct)
    {
        const string sql = """
            SELECT ARRAY(SELECT l.post_id FROM app.post_likes AS l WHERE l.user_id = @userId AND l.post_id = ANY (@postIds)) AS liked_posts,
                   ARRAY(SELECT b.post_id FROM app.bookmarks AS b WHERE b.user_id = @userId AND b.post_id = ANY (@postIds))
                       AS bookmarked_posts,
                   ARRAY(SELECT l.comment_id FROM app.comment_likes AS l WHERE l.user_id = @userId AND l.comment_id = ANY (@commentIds))
                       AS liked_comments
            """;

        var row = await db.FindAsync<AmongRow>(sql, new { userId, postIds, commentIds }, ct);
        return new MyReactions(row!.LikedPosts, row.BookmarkedPosts, row.LikedComments);
    }

    private async Task<LikeOutcome> AddAsync(string sql, Like like, string foreignKey, CancellationToken ct)
    {
        try
        {
            return await db.ScalarAsync<bool>(sql, like, ct) ? LikeOutcome.Given : LikeOutcome.Closed;
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation && gone.ConstraintName == foreignKey)
        {
            return LikeOutcome.Missing;
        }
    }

    private sealed record AmongRow
    {
        public required Guid[] LikedPosts { get; init; }

        public required Guid[] BookmarkedPosts { get; init; }

        public required Guid[] LikedComments { get; init; }
    }
}
