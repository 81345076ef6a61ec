using Agora.Application.Comments;
using Agora.Application.Posts;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;
using Npgsql;

namespace Agora.Infrastructure.Comments;

internal sealed class CommentRepository(DbSession db) : ICommentRepository
{
    public Task<CommentPlace?> FindPlaceAsync(Guid postId, Guid? parentId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.status AS post_status, p.deleted_at AS post_deleted_at, c.depth::integer AS parent_depth,
                   CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved THEN 'visible' WHEN NOT c.is_approved THEN 'hidden' END AS parent_state
            FROM app.posts AS p
            LEFT JOIN app.comments AS c ON c.id = @parentId::uuid AND c.post_id = p.id
            WHERE p.id = @postId
            """;

        return db.FindAsync<CommentPlace>(sql, new { postId, parentId }, ct);
    }

    public async Task<SavedComment> AddAsync(NewComment comment, CancellationToken ct)
    {
        const string sql = """
            WITH saved AS (
                INSERT INTO app.comments (id, post_id, author_id, parent_id, body, created_at)
                SELECT @Id, p.id, @AuthorId, @ParentId::uuid, @Body, @CreatedAt
                FROM app.posts AS p
                WHERE p.id = @PostId
                  AND p.status = 'published'
                  AND p.deleted_at IS NULL
                RETURNING *
            )
            SELECT c.id, c.post_id, c.parent_id, c.depth::integer AS depth, 'visible' AS state, c.author_id, a.username, a.full_name, c.body,
                   0 AS reply_count, c.version, c.created_at, c.edited_at, c.deleted_at, c.deleted_by, NULL::text AS review
            FROM saved AS c
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = c.author_id LIMIT 1) AS a ON true
            """;

        try
        {
            // The handler has looked before; the statement sees what has happened to the post since.
            return await SaveAsync(sql, comment, SaveCommentOutcome.PostClosed, ct);
        }
        catch (PostgresException refused) when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "comments_parent_lives_check" })
        {
            return new SavedComment(SaveCommentOutcome.ParentGone, null);
        }
    }

    public async Task<CommentView?> FindAsync(Guid commentId, CancellationToken ct)
    {
        const string sql = """
            SELECT c.id, c.post_id, c.parent_id, c.depth::integer AS depth,
                   CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved THEN 'visible' ELSE 'hidden' END AS state,
                   c.author_id, a.username, a.full_name, c.body, coalesce(s.reply_count, 0) AS reply_count, c.version, c.created_at,
                   c.edited_at, c.deleted_at, c.deleted_by, NULL::text AS review
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = c.author_id LIMIT 1) AS a ON true
            WHERE c.id = @commentId
              AND c.deleted_by IS DISTINCT FROM 'retention'
            """;

        return (await db.FindAsync<CommentRow>(sql, new { commentId }, ct))?.ToView();
    }

    public Task<SavedComment> SaveAsync(Guid commentId, int version, string body, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            WITH saved AS (
                UPDATE app.comments
                SET body = @body,
                    edited_at = CASE WHEN body = @body THEN edited_at ELSE @now END
                WHERE id = @commentId
                  AND version = @version
                  AND deleted_at IS NULL
                RETURNING *
            )
            SELECT c.id, c.post_id, c.parent_id, c.depth::integer AS depth,
                   CASE WHEN c.is_approved THEN 'visible' ELSE 'hidden' END AS state,
                   c.author_id, a.username, a.full_name, c.body, coalesce(s.reply_count, 0) AS reply_count, c.version, c.created_at,
                   c.edited_at, c.deleted_at, c.deleted_by, CASE WHEN NOT c.is_approved THEN app.review_of(NULL, c.id) END AS review
            FROM saved AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = c.author_id LIMIT 1) AS a ON true
            """;

        return SaveAsync(sql, new { commentId, version, body, now }, SaveCommentOutcome.Missing, ct);
    }

    public Task<SavedComment> MoveAsync(Guid commentId, int? version, CommentTrash from, CommentTrash to, CancellationToken ct)
    {
        const string sql = """
            WITH saved AS (
                UPDATE app.comments
                SET deleted_at = @ToDeletedAt,
                    deleted_by = @ToDeletedBy
                WHERE id = @commentId
                  AND (@version::integer IS NULL OR version = @version)
                  AND deleted_by IS NOT DISTINCT FROM @FromDeletedBy
                RETURNING *
            )
            SELECT c.id, c.post_id, c.parent_id, c.depth::integer AS depth,
                   CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved THEN 'visible' ELSE 'hidden' END AS state,
                   c.author_id, a.username, a.full_name, c.body, coalesce(s.reply_count, 0) AS reply_count, c.version, c.created_at,
                   c.edited_at, c.deleted_at, c.deleted_by, NULL::text AS review
            FROM saved AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = c.author_id LIMIT 1) AS a ON true
            """;

        var row = new
        {
            commentId,
            version,
            FromDeletedBy = Stored.Name(from.DeletedBy),
            ToDeletedAt = to.DeletedAt,
            ToDeletedBy = Stored.Name(to.DeletedBy),
        };
        return SaveAsync(sql, row, SaveCommentOutcome.Missing, ct);
    }

    private async Task<SavedComment> SaveAsync(string sql, object row, SaveCommentOutcome otherwise, CancellationToken ct)
    {
        var saved = await db.FindAsync<CommentRow>(sql, row, ct);
        return saved is null ? new SavedComment(otherwise, null) : new SavedComment(SaveCommentOutcome.Saved, saved.ToView());
    }

    private sealed record CommentRow(
        Guid Id,
        Guid PostId,
        Guid? ParentId,
        int Depth,
        CommentState State,
        Guid AuthorId,
        string? Username,
        string? FullName,
        string Body,
        int ReplyCount,
        int Version,
        DateTimeOffset CreatedAt,
        DateTimeOffset? EditedAt,
        DateTimeOffset? DeletedAt,
        Remover? DeletedBy,
        string? Review)
    {
        public CommentView ToView() => new(
            Id,
            PostId,
            ParentId,
            Depth,
            State,
            new PostAuthor(AuthorId, Username, FullName),
            Body,
            ReplyCount,
            Version,
            CreatedAt,
            EditedAt,
            DeletedAt,
            DeletedBy)
        {
            Review = ReviewText.Read(Review),
        };
    }
}
