using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;

namespace Agora.Infrastructure.Posts;

// The orders other than newest first. By numbers the counters lead: a post is read when its turn comes, and one that is not open, or not
// for the actor, is passed over.
internal sealed partial class PostLists
{
    public async Task<IReadOnlyList<PostSummary>> OldestAsync(KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE app.post_is_public(p.status, p.deleted_at)
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
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE app.post_is_public(p.status, p.deleted_at)
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
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            {PostSql.CountersAndAuthor}
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
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NULL
              AND p.status = @Status
              AND (p.listed_at, p.id) > (@At, @Id)
              AND p.listed_at < @before
            ORDER BY p.listed_at, p.id
            LIMIT @limit
            """;

        return Summaries(
            await db.QueryAsync<SummaryRow>(sql, new { authorId, Status = Stored.Name(status), after.At, after.Id, before, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
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

        var parameters =
            new { authorId, Status = Stored.Name(status), AllTags = tags.All, AnyTags = tags.Any, after.At, after.Id, before, limit };
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
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.post_stats AS s
            CROSS JOIN LATERAL (
                SELECT {PostSql.SummarySource}
                FROM app.posts AS o
                WHERE o.id = s.post_id
                  AND app.post_is_public(o.status, o.deleted_at)
                LIMIT 1) AS p
            {PostSql.Author}
            WHERE (s.comment_count, s.post_id) < (@Number, @Id)
            ORDER BY s.comment_count DESC, s.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.Number, after.Id, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> MostViewedAsync(CountPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.post_stats AS s
            CROSS JOIN LATERAL (
                SELECT {PostSql.SummarySource}
                FROM app.posts AS o
                WHERE o.id = s.post_id
                  AND app.post_is_public(o.status, o.deleted_at)
                LIMIT 1) AS p
            {PostSql.Author}
            WHERE (s.view_count, s.post_id) < (@Number, @Id)
            ORDER BY s.view_count DESC, s.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.Number, after.Id, limit }, ct));
    }
}
