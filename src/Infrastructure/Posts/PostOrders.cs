using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// As in PostLists, positions are plain parameters. By numbers the counters lead: a post is looked at when its turn comes, and one that
// is not for everybody, or not for the actor, is passed over.
internal sealed class PostOrders(DbSession db) : IPostOrders
{
    public async Task<IReadOnlyList<PostSummary>> OldestAsync(KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.posts AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE p.status = 'published'
              AND p.deleted_at IS NULL
              AND (p.published_at, p.id) > (@At, @Id)
              AND p.published_at < @before
            ORDER BY p.published_at, p.id
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.At, after.Id, before, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> OldestAsync(
        string language, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.posts AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE p.status = 'published'
              AND p.deleted_at IS NULL
              AND p.language = @language
              AND (p.published_at, p.id) > (@At, @Id)
              AND p.published_at < @before
            ORDER BY p.published_at, p.id
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { language, after.At, after.Id, before, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> OldestTaggedAsync(
        string tag, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE t.tag = app.current_tag(@tag)
              AND (t.published_at, t.post_id) > (@At, @Id)
              AND t.published_at < @before
            ORDER BY t.published_at, t.post_id
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tag, after.At, after.Id, before, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.posts AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NULL
              AND p.status = @Status
              AND (p.listed_at, p.id) > (@At, @Id)
              AND p.listed_at < @before
            ORDER BY p.listed_at, p.id
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { authorId, Status = Stored.Name(status), after.At, after.Id, before, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.posts AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NULL
              AND p.status = @Status
              AND (@AllTags::text[] IS NULL OR p.tags @> (SELECT app.current_tags(@AllTags)))
              AND (@AnyTags::text[] IS NULL OR p.tags && (SELECT app.current_tags(@AnyTags)))
              AND (p.listed_at, p.id) > (@At, @Id)
              AND p.listed_at < @before
            ORDER BY p.listed_at, p.id
            LIMIT @limit
            """;

        var parameters = new { authorId, Status = Stored.Name(status), AllTags = tags.All, AnyTags = tags.Any, after.At, after.Id, before, limit };
        return Summaries(await db.QueryAsync<SummaryRow>(sql, parameters, ct));
    }

    public Task<IReadOnlyList<PostTitle>?> OldestTitlesAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT t.id, t.title, t.status, t.published_at, t.listed_at
            FROM (SELECT m.id FROM app.members AS m WHERE m.id = @authorId LIMIT 1) AS a
            LEFT JOIN LATERAL (
                SELECT p.id, p.title, p.status, p.published_at, p.listed_at
                FROM app.posts AS p
                WHERE p.author_id = @authorId
                  AND p.deleted_at IS NULL
                  AND (p.listed_at, p.id) > (@At, @Id)
                ORDER BY p.listed_at, p.id
                LIMIT @limit) AS t ON true
            ORDER BY t.listed_at, t.id
            """;

        return db.QueryOfAsync<PostTitle>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    public async Task<IReadOnlyList<PostSummary>> MostCommentedAsync(CountPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   s.view_count, s.comment_count, s.last_comment_at, p.updated_at
            FROM app.post_stats AS s
            CROSS JOIN LATERAL (
                SELECT o.id, o.author_id, o.title, o.excerpt, o.language, o.status, o.published_at, o.listed_at, o.tags, o.updated_at
                FROM app.posts AS o
                WHERE o.id = s.post_id
                  AND o.status = 'published'
                  AND o.deleted_at IS NULL
                LIMIT 1) AS p
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE (s.comment_count, s.post_id) < (@Number, @Id)
            ORDER BY s.comment_count DESC, s.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.Number, after.Id, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> MostViewedAsync(CountPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   s.view_count, s.comment_count, s.last_comment_at, p.updated_at
            FROM app.post_stats AS s
            CROSS JOIN LATERAL (
                SELECT o.id, o.author_id, o.title, o.excerpt, o.language, o.status, o.published_at, o.listed_at, o.tags, o.updated_at
                FROM app.posts AS o
                WHERE o.id = s.post_id
                  AND o.status = 'published'
                  AND o.deleted_at IS NULL
                LIMIT 1) AS p
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE (s.view_count, s.post_id) < (@Number, @Id)
            ORDER BY s.view_count DESC, s.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.Number, after.Id, limit }, ct));
    }

    private static IReadOnlyList<PostSummary> Summaries(IReadOnlyList<SummaryRow> rows) => [.. rows.Select(r => r.ToSummary())];
}
