using Agora.Application.Bookmarks;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;
using Npgsql;

namespace Agora.Infrastructure.Bookmarks;

internal sealed class BookmarkRepository(DbSession db) : IBookmarkRepository
{
    public async Task<BookmarkOutcome> AddAsync(Guid userId, Guid postId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            WITH post AS (
                SELECT p.id FROM app.posts AS p WHERE p.id = @postId AND p.deleted_at IS NULL
            ), made AS (
                INSERT INTO app.bookmarks (user_id, post_id, created_at)
                SELECT @userId, p.id, @now FROM post AS p
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM post)
            """;

        try
        {
            return await db.ScalarAsync<bool>(sql, new { userId, postId, now }, ct) ? BookmarkOutcome.Kept : BookmarkOutcome.Missing;
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "bookmarks_limit_check" })
        {
            return BookmarkOutcome.Full;
        }
        catch (PostgresException gone)
            when (gone is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "bookmarks_post_id_fkey" })
        {
            return BookmarkOutcome.Missing;
        }
    }

    public Task RemoveAsync(Guid userId, Guid postId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.bookmarks WHERE user_id = @userId AND post_id = @postId";

        return db.ExecuteAsync(sql, new { userId, postId }, ct);
    }

    public async Task<IReadOnlyList<BookmarkedPost>> ListAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        // A bookmark whose post is not for its owner is passed over. A plain join would let the planner begin with all posts.
        const string sql = $"""
            SELECT b.created_at AS since,
                   {PostSql.Summary}
            FROM app.bookmarks AS b
            CROSS JOIN LATERAL (
                SELECT {PostSql.SummarySource}
                FROM app.posts AS o
                WHERE o.id = b.post_id
                  AND o.deleted_at IS NULL
                LIMIT 1) AS p
            {PostSql.CountersAndAuthor}
            WHERE b.user_id = @userId
              AND (b.created_at, b.post_id) < (@At, @Id)
            ORDER BY b.created_at DESC, b.post_id DESC
            LIMIT @limit
            """;

        return [.. (await db.QueryAsync<BookmarkRow>(sql, new { userId, after.At, after.Id, limit }, ct)).Select(r => r.ToBookmark())];
    }

    private sealed record BookmarkRow : SummaryRow
    {
        public required DateTimeOffset Since { get; init; }

        public BookmarkedPost ToBookmark() => new(ToSummary(), Since);
    }
}
