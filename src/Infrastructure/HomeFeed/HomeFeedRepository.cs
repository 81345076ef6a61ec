using Agora.Application.Common;
using Agora.Application.HomeFeed;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Posts;

namespace Agora.Infrastructure.HomeFeed;

internal sealed class HomeFeedRepository(DbSession db) : IHomeFeedRepository
{
    /// <summary>How many trending posts a user without activity is shown, of how many days.</summary>
    private const int TrendingPosts = 100, TrendingDays = 7;

    public async Task<IReadOnlyList<FeedItem>> ReadAsync(Guid reader, DateOnly today, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $$"""
            WITH me AS MATERIALIZED (
                SELECT t.tags, cardinality(t.tags) = 0 AND NOT EXISTS (SELECT FROM app.follows AS f WHERE f.follower_id = @reader) AS is_new
                FROM (SELECT app.feed_tags() AS tags) AS t
            ), trending AS (
                SELECT p.id AS post_id, p.published_at
                FROM me
                CROSS JOIN LATERAL app.trending_posts(@first, @today, 0, CASE WHEN me.is_new THEN @trending ELSE 0 END) AS r
                JOIN app.posts AS p ON p.id = r.post_id
                WHERE me.is_new AND p.author_id <> @reader AND (p.published_at, p.id) < (@At, @Id)
                ORDER BY p.published_at DESC, p.id DESC
                LIMIT @limit
            ), picked AS (
                SELECT f.post_id, f.published_at, f.followed, f.tags
                FROM me
                CROSS JOIN LATERAL app.feed_posts(@reader, me.tags, @At, @Id, @limit) AS f
                UNION ALL
                SELECT t.post_id, t.published_at, false, NULL FROM trending AS t
            )
            SELECT k.followed, coalesce(k.tags, '{}') AS matching,
                   {{PostSql.Summary}}
            FROM picked AS k
            JOIN app.posts AS p ON p.id = k.post_id
            {{PostSql.CountersAndAuthor}}
            ORDER BY k.published_at DESC, k.post_id DESC
            """;

        var parameters =
            new { reader, after.At, after.Id, limit, today, first = today.AddDays(1 - TrendingDays), trending = TrendingPosts };
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
