using Agora.Application.Comments;
using Agora.Domain.Comments;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;
using Npgsql;

namespace Agora.Infrastructure.Comments;

internal sealed class CommentRepository(DbSession db) : ICommentRepository
{
    // What each comment was made from: where it stood, which a step expects to find, and the answer to a step that changes nothing.
    private readonly Dictionary<Comment, CommentRow> loaded = [];

    public async Task<CommentView?> FindAsync(Guid commentId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {CommentSql.Whole}, {CommentSql.Counters}
            FROM app.comments AS c
            {CommentSql.CountersAndAuthor}
            WHERE c.id = @commentId
              AND c.deleted_by IS DISTINCT FROM 'retention'
            """;

        return (await db.FindAsync<CommentRow>(sql, new { commentId }, ct))?.ToView();
    }

    public Task<ReplyTarget?> FindTargetAsync(Guid postId, Guid? parentId, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id AS post_id, p.status AS post_status, p.deleted_at AS post_deleted_at, @parentId::uuid AS parent_id,
                   c.depth::integer AS parent_depth,
                   CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved THEN 'visible'
                        WHEN NOT c.is_approved THEN 'hidden' END AS parent_state
            FROM app.posts AS p
            LEFT JOIN app.comments AS c ON c.id = @parentId::uuid AND c.post_id = p.id
            WHERE p.id = @postId
            """;

        return db.FindAsync<ReplyTarget>(sql, new { postId, parentId }, ct);
    }

    public async Task<Comment?> LoadAsync(Guid commentId, CancellationToken ct)
    {
        // The author of a comment may be unable to read the post; the trash refuses the edit all the same.
        const string sql = $"""
            SELECT {CommentSql.Whole}, {CommentSql.Counters}, app.post_is_in_trash(c.post_id) AS post_in_trash
            FROM app.comments AS c
            {CommentSql.CountersAndAuthor}
            WHERE c.id = @commentId
              AND c.deleted_by IS DISTINCT FROM 'retention'
            """;

        if (await db.FindAsync<CommentRow>(sql, new { commentId }, ct) is not { } row)
        {
            return null;
        }

        var comment = row.ToComment();
        loaded.Add(comment, row);
        return comment;
    }

    public async Task<SavedComment> TryAddAsync(Comment comment, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                INSERT INTO app.comments (id, post_id, author_id, parent_id, body, created_at)
                SELECT @Id, p.id, @AuthorId, @ParentId::uuid, @Body, @CreatedAt
                FROM app.posts AS p
                WHERE p.id = @PostId
                  AND app.post_is_public(p.status, p.deleted_at)
                RETURNING *
            )
            SELECT {CommentSql.Whole}, 0 AS reply_count, 0 AS like_count
            FROM saved AS c
            {CommentSql.Author}
            """;

        try
        {
            // The handler has looked before; the statement sees what has happened to the post since.
            var row = new { comment.Id, comment.PostId, comment.AuthorId, comment.ParentId, comment.Body, comment.CreatedAt };
            return await WriteAsync(sql, row, SaveCommentOutcome.PostClosed, ct);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "comments_parent_lives_check" })
        {
            return new SavedComment(SaveCommentOutcome.ParentGone, null);
        }
    }

    public async Task<SavedComment> TrySaveAsync(Comment comment, int? version, CancellationToken ct)
    {
        if (version is not null && version != comment.Version)
        {
            return new SavedComment(SaveCommentOutcome.Missing, null);
        }

        var row = loaded[comment];
        var hasMoved = comment.Deletion?.By != row.DeletedBy;
        return (comment.IsEdited, hasMoved) switch
        {
            (true, false) => await WriteTextAsync(comment, version, ct),
            (false, true) => await WriteTrashAsync(comment, row, version, ct),
            (false, false) => Saved(row),
            (true, true) => throw new InvalidOperationException("A use case edits a comment or moves it."),
        };
    }

    private Task<SavedComment> WriteTextAsync(Comment comment, int? version, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                UPDATE app.comments
                SET body = @Body,
                    edited_at = @EditedAt
                WHERE id = @Id
                  AND version = @version
                  AND deleted_at IS NULL
                RETURNING *
            )
            SELECT {CommentSql.Whole}, {CommentSql.Counters},
                   CASE WHEN NOT c.is_approved THEN app.review_of(NULL, c.id) END AS review
            FROM saved AS c
            {CommentSql.CountersAndAuthor}
            """;

        return WriteAsync(sql, new { comment.Id, version, comment.Body, comment.EditedAt }, SaveCommentOutcome.Missing, ct);
    }

    private Task<SavedComment> WriteTrashAsync(Comment comment, CommentRow loaded, int? version, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                UPDATE app.comments
                SET deleted_at = @DeletedAt,
                    deleted_by = @DeletedBy
                WHERE id = @Id
                  AND (@version::integer IS NULL OR version = @version)
                  AND deleted_by IS NOT DISTINCT FROM @LoadedDeletedBy
                RETURNING *
            )
            SELECT {CommentSql.Whole}, {CommentSql.Counters}
            FROM saved AS c
            {CommentSql.CountersAndAuthor}
            """;

        var row = new
        {
            comment.Id,
            version,
            LoadedDeletedBy = Stored.Name(loaded.DeletedBy),
            DeletedAt = comment.Deletion?.At,
            DeletedBy = Stored.Name(comment.Deletion?.By),
        };
        return WriteAsync(sql, row, SaveCommentOutcome.Missing, ct);
    }

    private async Task<SavedComment> WriteAsync(string sql, object row, SaveCommentOutcome otherwise, CancellationToken ct)
    {
        var saved = await db.FindAsync<CommentRow>(sql, row, ct);
        return saved is null ? new SavedComment(otherwise, null) : Saved(saved);
    }

    private static SavedComment Saved(CommentRow row) => new(SaveCommentOutcome.Saved, row.ToView());
}
