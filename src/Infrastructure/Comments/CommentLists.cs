using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Comments;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Comments;

// What belongs to a row, its post and its author, is read by a LATERAL with a limit: a plain join would let the planner begin at the
// other end and sort everything that it finds.
internal sealed class CommentLists(DbSession db) : ICommentLists
{
    /// <summary>
    /// The planner assumes 50 % selectivity for the policy, which looks at the post of each comment; nearly all rows pass.
    /// </summary>
    private const int PolicyOdds = 2;

    /// <summary>Mirrored by <see cref="ThreadPageRow"/>.</summary>
    private const string ThreadColumns = """
        c.id, c.parent_id, c.depth, c.state, c.author_id, a.username, a.full_name, c.body, c.reply_count, c.like_count, c.version,
        c.created_at, c.edited_at, c.path
        """;

    public async Task<IReadOnlyList<ThreadRow>?> ThreadAsync(
        Guid postId, ThreadOrder order, ThreadPosition after, int limit, CancellationToken ct)
    {
        // A post without comments is one row of nulls, a post that is not there is none.
        const string sql = $"""
            SELECT {ThreadColumns}
            FROM app.posts AS p
            LEFT JOIN LATERAL app.thread_comments(p.id, NULL, @Sort, @Path, @At, @Id, @limit) WITH ORDINALITY
                AS c (id, parent_id, depth, state, author_id, body, reply_count, like_count, version, created_at, edited_at,
                      path, place) ON true
            {CommentSql.Author}
            WHERE p.id = @postId
              AND p.deleted_at IS NULL
            ORDER BY c.place
            """;

        var parameters = new { postId, Sort = Name(order), after.Path, after.Time.At, after.Time.Id, limit };
        var rows = await db.QueryAsync<ThreadPageRow>(sql, parameters, ct);
        return rows.Count == 0 ? null : [.. rows.Where(r => r.Id is not null).Select(r => r.ToRow())];
    }

    public async Task<long> CountThreadAsync(Guid postId, ThreadOrder order, CountMode mode, CancellationToken ct)
    {
        const string exact = "SELECT app.count_thread(@postId, @roots)";
        const string rows = """
            SELECT
            FROM app.comments AS c
            WHERE c.post_id = @postId
              AND (NOT @roots OR c.parent_id IS NULL)
            """;

        var parameters = new { postId, roots = order == ThreadOrder.Roots };
        return mode == CountMode.Exact
            ? await db.ScalarAsync<long>(exact, parameters, ct)
            : PolicyOdds * await db.CountAsync(mode, rows, parameters, ct);
    }

    public async Task<IReadOnlyList<ThreadRow>?> RepliesAsync(Guid commentId, KeysetPosition after, int limit, CancellationToken ct)
    {
        // The comment itself comes first, or nothing comes.
        const string sql = $"""
            SELECT {ThreadColumns}
            FROM app.thread_comments(NULL, @commentId, 'replies', ''::bytea, @At, @Id, @limit) WITH ORDINALITY
                AS c (id, parent_id, depth, state, author_id, body, reply_count, like_count, version, created_at, edited_at,
                      path, place)
            {CommentSql.Author}
            ORDER BY c.place
            """;

        var rows = await db.QueryAsync<ThreadPageRow>(sql, new { commentId, after.At, after.Id, limit }, ct);
        return rows.Count == 0 ? null : [.. rows.Skip(1).Select(r => r.ToRow())];
    }

    public Task<IReadOnlyList<AuthoredComment>?> ByAuthorAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.id, l.post_id, l.post_title, l.parent_id, l.state, l.body, l.reply_count, l.like_count, l.created_at, l.edited_at
            FROM (SELECT m.id FROM app.members AS m WHERE m.id = @authorId LIMIT 1) AS a
            LEFT JOIN LATERAL (
                SELECT c.id, c.post_id, p.title AS post_title, c.parent_id,
                       CASE WHEN c.is_approved THEN 'visible' ELSE 'hidden' END AS state, c.body,
                       coalesce(s.reply_count, 0) AS reply_count, coalesce(s.like_count, 0) AS like_count, c.created_at, c.edited_at
                FROM app.comments AS c
                LEFT JOIN LATERAL (SELECT o.title FROM app.posts AS o WHERE o.id = c.post_id AND o.deleted_at IS NULL LIMIT 1) AS p ON true
                LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
                WHERE c.author_id = @authorId
                  AND c.deleted_at IS NULL
                  AND (p.title IS NOT NULL OR c.author_id = (SELECT app.actor_id()))
                  AND (c.created_at, c.id) < (@At, @Id)
                ORDER BY c.created_at DESC, c.id DESC
                LIMIT @limit) AS l ON true
            ORDER BY l.created_at DESC, l.id DESC
            """;

        return db.QueryOfAsync<AuthoredComment>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    public async Task<long> CountByAuthorAsync(Guid authorId, CountMode mode, CancellationToken ct)
    {
        // The policy checks the post as well, so an estimate leaves the check out.
        const string sql = """
            SELECT
            FROM app.comments AS c
            WHERE c.author_id = @authorId
              AND c.deleted_at IS NULL
              AND (@isGuess
                   OR c.author_id = (SELECT app.actor_id())
                   OR (SELECT o.deleted_at IS NULL FROM app.posts AS o WHERE o.id = c.post_id))
            """;

        var isGuess = mode == CountMode.Estimated;
        var rows = await db.CountAsync(mode, sql, new { authorId, isGuess }, ct);
        return isGuess ? PolicyOdds * rows : rows;
    }

    public Task<IReadOnlyList<DeletedComment>> TrashAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT c.id, c.post_id, p.title AS post_title, c.body, c.version, c.created_at, c.deleted_at, c.deleted_by
            FROM app.comments AS c
            LEFT JOIN LATERAL (SELECT o.title FROM app.posts AS o WHERE o.id = c.post_id LIMIT 1) AS p ON true
            WHERE c.author_id = @authorId
              AND c.deleted_at IS NOT NULL
              AND c.deleted_by <> 'retention'
              AND (c.deleted_at, c.id) < (@At, @Id)
            ORDER BY c.deleted_at DESC, c.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<DeletedComment>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    private static string Name(ThreadOrder order) => order switch
    {
        ThreadOrder.Thread => "thread",
        ThreadOrder.Oldest => "oldest",
        ThreadOrder.Newest => "newest",
        ThreadOrder.Roots => "roots",
    };

    /// <summary>Mirrors a row of app.thread_comments. All of it is null for a post without comments.</summary>
    private sealed record ThreadPageRow(
        Guid? Id,
        Guid? ParentId,
        int? Depth,
        CommentState? State,
        Guid? AuthorId,
        string? Username,
        string? FullName,
        string? Body,
        int? ReplyCount,
        int? LikeCount,
        int? Version,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? EditedAt,
        byte[]? Path)
    {
        public ThreadRow ToRow()
        {
            var author = AuthorId is { } id ? new PostAuthor(id, Username, FullName) : null;
            var comment = new ThreadComment(
                Id!.Value,
                ParentId,
                Depth!.Value,
                State!.Value,
                author,
                Body,
                ReplyCount!.Value,
                LikeCount!.Value,
                Version!.Value,
                CreatedAt!.Value,
                EditedAt);
            return new ThreadRow(comment, new ThreadPosition(Path!, new KeysetPosition(CreatedAt.Value, Id.Value)));
        }
    }
}
