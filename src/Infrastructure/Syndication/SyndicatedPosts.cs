using Agora.Application.Syndication;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Infrastructure.Syndication;

internal sealed class SyndicatedPosts(DbSession db) : ISyndicatedPosts
{
    public async Task<IReadOnlyList<SyndicatedPost>> NewestAsync(int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT p.id, p.title, p.body, p.excerpt, a.username, a.full_name, p.tags, p.published_at, greatest(p.published_at, p.edited_at) AS updated_at
            FROM app.posts AS p
            {PostSql.Author}
            WHERE app.post_is_public(p.status, p.deleted_at)
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;

        return Posts(await db.QueryAsync<FeedRow>(sql, new { limit }, ct));
    }

    public async Task<IReadOnlyList<SyndicatedPost>?> OfAuthorAsync(string username, int limit, CancellationToken ct)
    {
        // A user without posts is one row without a post; no row: there is no such user.
        const string sql = """
            SELECT p.id, p.title, p.body, p.excerpt, m.username, m.full_name, p.tags, p.published_at,
                   greatest(p.published_at, p.edited_at) AS updated_at
            FROM app.members AS m
            LEFT JOIN LATERAL (
                SELECT q.id, q.title, q.body, q.excerpt, q.tags, q.published_at, q.edited_at
                FROM app.posts AS q
                WHERE q.author_id = m.id
                  AND app.post_is_public(q.status, q.deleted_at)
                ORDER BY q.listed_at DESC, q.id DESC
                LIMIT @limit
            ) AS p ON true
            WHERE m.username_key = lower(@username)
            ORDER BY p.published_at DESC, p.id DESC
            """;

        var rows = await db.QueryAsync<FeedRow>(sql, new { username, limit }, ct);
        return rows.Count == 0 ? null : Posts(rows);
    }

    public async Task<IReadOnlyList<SyndicatedPost>> WithTagAsync(string tag, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT p.id, p.title, p.body, p.excerpt, a.username, a.full_name, p.tags, p.published_at, greatest(p.published_at, p.edited_at) AS updated_at
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            {PostSql.Author}
            WHERE t.tag = app.current_tag(@tag)
            ORDER BY t.published_at DESC, t.post_id DESC
            LIMIT @limit
            """;

        return Posts(await db.QueryAsync<FeedRow>(sql, new { tag, limit }, ct));
    }

    public async Task<IReadOnlyList<SyndicatedPost>> MatchingAsync(string words, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT p.id, p.title, p.body, p.excerpt, a.username, a.full_name, p.tags, p.published_at, greatest(p.published_at, p.edited_at) AS updated_at
            FROM app.newest_matching_posts(@words, @limit) AS f
            JOIN app.posts AS p ON p.id = f.id
            {PostSql.Author}
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;

        return Posts(await db.QueryAsync<FeedRow>(sql, new { words, limit }, ct));
    }

    private static IReadOnlyList<SyndicatedPost> Posts(IReadOnlyList<FeedRow> rows) =>
    [
        .. rows.Where(row => row.Id is not null).Select(row => new SyndicatedPost(
            row.Id!.Value,
            row.Title!,
            row.Body!,
            row.Excerpt!,
            row.Username,
            row.FullName,
            row.Tags!,
            row.PublishedAt!.Value,
            row.UpdatedAt!.Value)),
    ];

    private sealed record FeedRow(
        Guid? Id,
        string? Title,
        string? Body,
        string? Excerpt,
        string? Username,
        string? FullName,
        string[]? Tags,
        DateTimeOffset? PublishedAt,
        DateTimeOffset? UpdatedAt);
}
