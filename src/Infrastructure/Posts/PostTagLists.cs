using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// All tags: the rarest one is walked by its key, and each of its posts is looked up under the others by theirs. Any tag: each one is walked
// for a page of posts that the actor may see, and these pages are merged. As in PostLists, positions are plain parameters.
internal sealed class PostTagLists(DbSession db) : IPostTagLists
{
    public Task<IReadOnlyList<PostSummary>> NewestAsync(
        TagFilter tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct) =>
        tags.Match switch
        {
            TagMatch.All => NewestWithAllAsync([.. tags.Names], after, from, limit, ct),
            TagMatch.Any => NewestWithAnyAsync([.. tags.Names], after, from, limit, ct),
        };

    public Task<IReadOnlyList<PostSummary>> OldestAsync(
        TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct) =>
        tags.Match switch
        {
            TagMatch.All => OldestWithAllAsync([.. tags.Names], after, before, limit, ct),
            TagMatch.Any => OldestWithAnyAsync([.. tags.Names], after, before, limit, ct),
        };

    private async Task<IReadOnlyList<PostSummary>> NewestWithAllAsync(
        string[] tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            WITH wanted AS MATERIALIZED (
                SELECT n.tag, coalesce((SELECT t.post_count FROM app.tags AS t WHERE t.tag = n.tag), 0) AS post_count
                FROM unnest(app.current_tags(@tags)) AS n (tag)
            )
            SELECT {PostSql.Summary}
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            {PostSql.CountersAndAuthor}
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

    private async Task<IReadOnlyList<PostSummary>> NewestWithAnyAsync(
        string[] tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
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
                SELECT {PostSql.SummarySource}
                FROM app.posts AS o
                WHERE o.id = f.post_id
                LIMIT 1) AS p
            {PostSql.CountersAndAuthor}
            ORDER BY f.published_at DESC, f.post_id DESC
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, from, limit }, ct));
    }

    private async Task<IReadOnlyList<PostSummary>> OldestWithAllAsync(
        string[] tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            WITH wanted AS MATERIALIZED (
                SELECT n.tag, coalesce((SELECT t.post_count FROM app.tags AS t WHERE t.tag = n.tag), 0) AS post_count
                FROM unnest(app.current_tags(@tags)) AS n (tag)
            )
            SELECT {PostSql.Summary}
            FROM app.post_tags AS t
            JOIN app.posts AS p ON p.id = t.post_id
            {PostSql.CountersAndAuthor}
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

    private async Task<IReadOnlyList<PostSummary>> OldestWithAnyAsync(
        string[] tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Summary}
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
                SELECT {PostSql.SummarySource}
                FROM app.posts AS o
                WHERE o.id = f.post_id
                LIMIT 1) AS p
            {PostSql.CountersAndAuthor}
            ORDER BY f.published_at, f.post_id
            """;

        return Summaries(await db.QueryAsync<SummaryRow>(sql, new { tags, after.At, after.Id, before, limit }, ct));
    }

    private static IReadOnlyList<PostSummary> Summaries(IReadOnlyList<SummaryRow> rows) => [.. rows.Select(r => r.ToSummary())];
}
