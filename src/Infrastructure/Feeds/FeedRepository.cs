using Agora.Application.Common;
using Agora.Application.Feeds;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Infrastructure.Feeds;

internal sealed class FeedRepository(DbSession db) : IFeed
{
    /// <summary>How many trending posts somebody without a past is shown, of how many days.</summary>
    private const int TrendingPosts = 100, TrendingDays = 7;

    public async Task<IReadOnlyList<FeedItem>> ReadAsync(Guid reader, DateOnly today, TimedKey after, int limit, CancellationToken ct)
    {
        // A page of every tag and of every author followed, merged. Whoever stands in the page stands in the pages that it was
        // merged from, so the tags that are named are all there are.
        const string sql = """
            WITH me AS MATERIALIZED (
                SELECT t.tags, cardinality(t.tags) = 0 AND NOT EXISTS (SELECT FROM app.follows AS f WHERE f.follower_id = @reader) AS is_new
                FROM (SELECT app.feed_tags() AS tags) AS t
            ), picked AS (
                SELECT c.published_at, c.post_id, bool_or(c.followed) AS followed, array_agg(c.tag ORDER BY c.tag) FILTER (WHERE c.tag IS NOT NULL) AS tags
                FROM (SELECT t.published_at, t.post_id, false AS followed, w.tag
                      FROM me
                      CROSS JOIN LATERAL unnest(me.tags) AS w (tag)
                      CROSS JOIN LATERAL (
                          SELECT k.published_at, k.post_id
                          FROM app.post_tags AS k
                          JOIN app.posts AS p ON p.id = k.post_id
                          WHERE k.tag = w.tag AND (k.published_at, k.post_id) < (@At, @Id) AND p.author_id <> @reader
                          ORDER BY k.published_at DESC, k.post_id DESC
                          LIMIT @limit) AS t
                      UNION ALL
                      SELECT a.published_at, a.id, true, NULL
                      FROM app.follows AS f
                      CROSS JOIN LATERAL (
                          SELECT p.published_at, p.id
                          FROM app.posts AS p
                          WHERE p.author_id = f.followee_id AND p.status = 'published' AND p.deleted_at IS NULL AND (p.listed_at, p.id) < (@At, @Id)
                          ORDER BY p.listed_at DESC, p.id DESC
                          LIMIT @limit) AS a
                      WHERE f.follower_id = @reader
                      UNION ALL
                      SELECT p.published_at, p.id, false, NULL
                      FROM me
                      CROSS JOIN LATERAL app.trending_posts(@first, @today, 0, CASE WHEN me.is_new THEN @trending ELSE 0 END) AS r
                      JOIN app.posts AS p ON p.id = r.post_id
                      WHERE me.is_new AND p.author_id <> @reader AND (p.published_at, p.id) < (@At, @Id)) AS c
                GROUP BY c.published_at, c.post_id
                ORDER BY c.published_at DESC, c.post_id DESC
                LIMIT @limit
            )
            SELECT k.followed, coalesce(k.tags, '{}') AS matching,
                   p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
                   coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, s.last_comment_at, p.updated_at
            FROM picked AS k
            JOIN app.posts AS p ON p.id = k.post_id
            LEFT JOIN app.post_stats AS s ON s.post_id = p.id
            LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true
            ORDER BY k.published_at DESC, k.post_id DESC
            """;

        var parameters = new { reader, after.At, after.Id, limit, today, first = today.AddDays(1 - TrendingDays), trending = TrendingPosts };
        return [.. (await db.QueryAsync<FeedRow>(sql, parameters, ct)).Select(r => r.ToItem())];
    }

    private sealed record FeedRow : SummaryRow
    {
        public required bool Followed { get; init; }

        public required string[] Matching { get; init; }

        public FeedItem ToItem() => new(
            ToSummary(), Followed ? FeedReason.FollowedAuthor : Matching.Length > 0 ? FeedReason.Tags : FeedReason.Trending, Matching);
    }
}
