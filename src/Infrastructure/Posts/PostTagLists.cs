using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// All tags: the rarest one is walked by its key, and each of its posts is looked up under the others by theirs. Any tag: each one is walked
// for a page of posts that the actor may see, and these pages are merged. As in PostLists, positions are plain parameters.
internal sealed class PostTagLists(DbSession db) : IPostTagLists
{
    public Task<IReadOnlyList<PostSummary>> NewestAsync(TagFilter tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct) =>
        tags.Match switch
        {
            TagMatch.All => NewestWithAllAsync([.. tags.Names], after, from, limit, ct),
            TagMatch.Any => NewestWithAnyAsync([.. tags.Names], after, from, limit, ct),
        };

    public Task<IReadOnlyList<PostSummary>> OldestAsync(TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct) =>
        tags.Match switch
        {
            TagMatch.All => OldestWithAllAsync([.. tags.Names], after, before, limit, ct),
            TagMatch.Any => OldestWithAnyAsync([.. tags.Names], after, before, limit, ct),
        };

    private async Task<IReadOnlyList<PostSummary>> NewestWithAllAsync(string[] tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = """
            WITH wanted AS MATERIALIZED (
                SELECT n.tag, coalesce((SELECT t.post_count FROM app.tags AS t WHERE t.tag = n.tag), 0) AS post_count
                FROM unnest(app.current_tags(@tags)) AS n (tag)
            )
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE t.tag = (SELECT w.tag FROM wanted AS w ORDER BY w.post_count, w.tag LIMIT 1)
              AND (t.published_at, t.post_id) < (@At, @Id)
              AND t.published_at >= @from
              AND (SELECT count(*)
                   FROM app.post_tags AS o
                   WHERE o.tag = ANY (ARRAY(SELECT w.tag FROM wanted AS w))
                     AND o.published_at = t.published_at
                     AND o.post_id = t.post_id) = (SELECT count(*) FROM wanted)
            ORDER BY t.published_at DESC, t.post_id DESC
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, from, limit }, ct));
    }

    private async Task<IReadOnlyList<PostSummary>> NewestWithAnyAsync(string[] tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM (SELECT DISTINCT t.published_at, t.post_id
                  FROM unnest(app.current_tags(@tags)) AS w (tag)
                  CROSS JOIN LATERAL (
                      SELECT k.published_at, k.post_id
                      FROM app.post_tags AS k
                      CROSS JOIN LATERAL (SELECT FROM app.posts AS q WHERE q.id = k.post_id LIMIT 1) AS shown
                      WHERE k.tag = w.tag
                        AND (k.published_at, k.post_id) < (@At, @Id)
                        AND k.published_at >= @from
                      ORDER BY k.published_at DESC, k.post_id DESC
                      LIMIT @limit) AS t
                  ORDER BY t.published_at DESC, t.post_id DESC
                  LIMIT @limit) AS f
            CROSS JOIN LATERAL (
                SELECT o.id, o.author_id, o.title, o.excerpt, o.language, o.status, o.published_at, o.listed_at, o.tags, o.updated_at
                FROM app.posts AS o
                WHERE o.id = f.post_id
                LIMIT 1) AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            ORDER BY f.published_at DESC, f.post_id DESC
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, from, limit }, ct));
    }

    private async Task<IReadOnlyList<PostSummary>> OldestWithAllAsync(string[] tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            WITH wanted AS MATERIALIZED (
                SELECT n.tag, coalesce((SELECT t.post_count FROM app.tags AS t WHERE t.tag = n.tag), 0) AS post_count
                FROM unnest(app.current_tags(@tags)) AS n (tag)
            )
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            WHERE t.tag = (SELECT w.tag FROM wanted AS w ORDER BY w.post_count, w.tag LIMIT 1)
              AND (t.published_at, t.post_id) > (@At, @Id)
              AND t.published_at < @before
              AND (SELECT count(*)
                   FROM app.post_tags AS o
                   WHERE o.tag = ANY (ARRAY(SELECT w.tag FROM wanted AS w))
                     AND o.published_at = t.published_at
                     AND o.post_id = t.post_id) = (SELECT count(*) FROM wanted)
            ORDER BY t.published_at, t.post_id
            LIMIT @limit
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, before, limit }, ct));
    }

    private async Task<IReadOnlyList<PostSummary>> OldestWithAnyAsync(string[] tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM (SELECT DISTINCT t.published_at, t.post_id
                  FROM unnest(app.current_tags(@tags)) AS w (tag)
                  CROSS JOIN LATERAL (
                      SELECT k.published_at, k.post_id
                      FROM app.post_tags AS k
                      CROSS JOIN LATERAL (SELECT FROM app.posts AS q WHERE q.id = k.post_id LIMIT 1) AS shown
                      WHERE k.tag = w.tag
                        AND (k.published_at, k.post_id) > (@At, @Id)
                        AND k.published_at < @before
                      ORDER BY k.published_at, k.post_id
                      LIMIT @limit) AS t
                  ORDER BY t.published_at, t.post_id
                  LIMIT @limit) AS f
            CROSS JOIN LATERAL (
                SELECT o.id, o.author_id, o.title, o.excerpt, o.language, o.status, o.published_at, o.listed_at, o.tags, o.updated_at
                FROM app.posts AS o
                WHERE o.id = f.post_id
                LIMIT 1) AS p
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            ORDER BY f.published_at, f.post_id
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, before, limit }, ct));
    }

    private static IReadOnlyList<PostSummary> Summaries(IReadOnlyList<SummaryRow> rows) => [.. rows.Select(r => r.ToSummary())];
}
