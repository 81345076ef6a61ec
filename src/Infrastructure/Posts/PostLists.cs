using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// Positions are plain parameters, never coalesced and never optional: under row-level security anything else around them
// would turn the start of an index range into a filter over the whole of it.
internal sealed partial class PostLists(DbSession db) : IPostLists
{
    public async Task<IReadOnlyList<PostSummary>> PublishedAsync(KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE app.post_is_public(p.status, p.deleted_at)
              AND (p.published_at, p.id) < (@At, @Id)
              AND p.published_at >= @from
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { after.At, after.Id, from, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> PublishedAsync(
        string language, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE app.post_is_public(p.status, p.deleted_at)
              AND p.language = @language
              AND (p.published_at, p.id) < (@At, @Id)
              AND p.published_at >= @from
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { language, after.At, after.Id, from, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> TaggedAsync(
        string tag, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            {PostSql.CountersAndAuthor}
            WHERE t.tag = app.current_tag(@tag)
              AND (t.published_at, t.post_id) < (@At, @Id)
              AND t.published_at >= @from
            ORDER BY t.published_at DESC, t.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tag, after.At, after.Id, from, limit }, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> ByAuthorAsync(
        Guid authorId, PostStatus status, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NULL
              AND p.status = @Status
              AND (p.listed_at, p.id) < (@At, @Id)
              AND p.listed_at >= @from
            ORDER BY p.listed_at DESC, p.id DESC
            LIMIT @limit
            """;

        var parameters = new { authorId, Status = Stored.Name(status), after.At, after.Id, from, limit };
        return Summaries(await db.QueryAsync<SummaryRow>(sql, parameters, ct));
    }

    public async Task<IReadOnlyList<PostSummary>> ByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
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
              AND (p.listed_at, p.id) < (@At, @Id)
              AND p.listed_at >= @from
            ORDER BY p.listed_at DESC, p.id DESC
            LIMIT @limit
            """;

        var parameters =
            new { authorId, Status = Stored.Name(status), AllTags = tags.All, AnyTags = tags.Any, after.At, after.Id, from, limit };
        return Summaries(await db.QueryAsync<SummaryRow>(sql, parameters, ct));
    }

    public Task<long> CountAsync(PostFilter filter, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT
            FROM app.posts AS p
            WHERE p.deleted_at IS NULL
              AND p.status = @Status
              AND (@Author::uuid IS NULL OR p.author_id = @Author)
              AND (@AllTags::text[] IS NULL OR p.tags @> (SELECT app.current_tags(@AllTags)))
              AND (@AnyTags::text[] IS NULL OR p.tags && (SELECT app.current_tags(@AnyTags)))
              AND (@Language::text IS NULL OR p.language = @Language)
              AND (@From::timestamptz IS NULL OR p.published_at >= @From)
              AND (@To::timestamptz IS NULL OR p.published_at < @To)
            """;

        return db.CountAsync(mode, sql, Parameters(filter), ct);
    }

    public Task<IReadOnlyList<PostTitle>?> TitlesAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT t.id, t.title, t.status, t.published_at, t.listed_at
            FROM (SELECT m.id FROM app.members AS m WHERE m.id = @authorId LIMIT 1) AS a
            LEFT JOIN LATERAL (
                SELECT p.id, p.title, p.status, p.published_at, p.listed_at
                FROM app.posts AS p
                WHERE p.author_id = @authorId
                  AND p.deleted_at IS NULL
                  AND (p.listed_at, p.id) < (@At, @Id)
                ORDER BY p.listed_at DESC, p.id DESC
                LIMIT @limit) AS t ON true
            ORDER BY t.listed_at DESC, t.id DESC
            """;

        return db.QueryOfAsync<PostTitle>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    public Task<long> CountTitlesAsync(Guid authorId, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT
            FROM app.posts AS p
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NULL
            """;

        return db.CountAsync(mode, sql, new { authorId }, ct);
    }

    public Task<IReadOnlyList<PostTitle>> TitlesAsync(Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.title, p.status, p.published_at, p.listed_at
            FROM app.posts AS p
            WHERE p.id = ANY (@ids)
              AND p.deleted_at IS NULL
            ORDER BY array_position(@ids, p.id)
            """;

        return db.QueryAsync<PostTitle>(sql, new { ids }, ct);
    }

    public Task<IReadOnlyList<DeletedPost>> TrashAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.title, p.status, p.version, p.published_at, p.deleted_at, p.deleted_by
            FROM app.posts AS p
            WHERE p.author_id = @authorId
              AND p.deleted_at IS NOT NULL
              AND p.deleted_by <> 'retention'
              AND (p.deleted_at, p.id) < (@At, @Id)
            ORDER BY p.deleted_at DESC, p.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<DeletedPost>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    public async Task<IReadOnlyList<TrendingPost>> TrendingAsync(DateOnly from, DateOnly to, int halfLife, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.score, f.comments, f.likes, f.views,
                   {PostSql.Summary}
            FROM app.trending_posts(@from, @to, @halfLife, @limit) AS f
            JOIN app.posts AS p ON p.id = f.post_id
            {PostSql.CountersAndAuthor}
            ORDER BY f.score DESC, f.post_id DESC
            """;

        var rows = await db.QueryAsync<TrendingRow>(sql, new { from, to, halfLife, limit }, ct);
        return [.. rows.Select(r => r.ToTrending())];
    }

    private static object Parameters(PostFilter filter) => new
    {
        filter.Author,
        AllTags = filter.Tags?.All,
        AnyTags = filter.Tags?.Any,
        Status = Stored.Name(filter.Status),
        filter.Language,
        filter.From,
        filter.To,
    };

    private static IReadOnlyList<PostSummary> Summaries(IReadOnlyList<SummaryRow> rows) => [.. rows.Select(r => r.ToSummary())];
}
