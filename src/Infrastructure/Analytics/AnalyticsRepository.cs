using System.Globalization;
using Agora.Application.Analytics;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Analytics;

internal sealed class AnalyticsRepository(DbSession db) : IAnalytics
{
    public async Task<AnalyticsSummary> SummaryAsync(DateOnly from, DateOnly to, CancellationToken ct)
    {
        // The median of values that come with their number: the values at the middle one or two of all places.
        const string sql = """
            WITH spans AS MATERIALIZED (
                SELECT s.days, s.starts, s.ends FROM app.spans_of(@from, @to) AS s
            ), kept AS (
                SELECT m.status, m.views, sum(m.posts) AS posts
                FROM (SELECT d.status, d.views, d.posts
                      FROM spans AS s
                      JOIN app.day_posts AS d ON s.days = 1 AND d.day >= s.starts AND d.day < s.ends
                      UNION ALL
                      SELECT w.status, w.views, w.posts
                      FROM spans AS s
                      JOIN app.span_posts AS w ON w.days = s.days AND w.starts >= s.starts AND w.starts < s.ends
                      UNION ALL
                      SELECT c.status, c.views, c.posts FROM app.day_posts_changes AS c WHERE c.day BETWEEN @from AND @to) AS m
                GROUP BY m.status, m.views
                HAVING sum(m.posts) > 0
            ), placed AS (
                SELECT k.views, sum(k.posts) OVER (ORDER BY k.views) AS upto, sum(k.posts) OVER () AS total
                FROM kept AS k
                WHERE k.status = 'published'
            ), popular AS (
                SELECT m.tag, sum(m.posts) AS posts
                FROM (SELECT d.tag, d.posts
                      FROM spans AS s
                      JOIN app.day_tags AS d ON s.days = 1 AND d.day >= s.starts AND d.day < s.ends
                      UNION ALL
                      SELECT w.tag, w.posts
                      FROM spans AS s
                      JOIN app.span_tags AS w ON w.days = s.days AND w.starts >= s.starts AND w.starts < s.ends
                      UNION ALL
                      SELECT c.tag, c.posts FROM app.day_tags_changes AS c WHERE c.day BETWEEN @from AND @to) AS m
                GROUP BY m.tag
                HAVING sum(m.posts) > 0
                ORDER BY sum(m.posts) DESC, m.tag
                LIMIT 10
            )
            SELECT coalesce(sum(k.posts), 0)::bigint AS posts,
                   coalesce(sum(k.posts) FILTER (WHERE k.status = 'published'), 0)::bigint AS published,
                   coalesce(sum(k.posts) FILTER (WHERE k.status = 'draft'), 0)::bigint AS drafts,
                   coalesce(sum(k.posts) FILTER (WHERE k.status = 'archived'), 0)::bigint AS archived,
                   coalesce(sum(k.posts) FILTER (WHERE k.status = 'hidden'), 0)::bigint AS hidden,
                   coalesce(sum(k.posts * k.views) FILTER (WHERE k.status = 'published'), 0)::bigint AS views,
                   ((SELECT min(p.views) FROM placed AS p WHERE p.upto >= floor((p.total + 1) / 2))
                    + (SELECT min(p.views) FROM placed AS p WHERE p.upto >= floor((p.total + 2) / 2))) / 2.0 AS median,
                   (SELECT coalesce(array_agg(t.tag ORDER BY t.posts DESC, t.tag), '{}') FROM popular AS t) AS tags,
                   (SELECT coalesce(array_agg(t.posts::text ORDER BY t.posts DESC, t.tag), '{}') FROM popular AS t) AS tag_posts
            FROM kept AS k
            """;

        var row = (await db.FindAsync<SummaryRow>(sql, new { from, to }, ct))!;
        return new AnalyticsSummary(
            from,
            to,
            row.Posts,
            row.Published,
            row.Drafts,
            row.Archived,
            row.Hidden,
            row.Views,
            row.Published == 0 ? null : Math.Round((decimal)row.Views / row.Published, 4),
            row.Median is { } median ? Math.Round(median, 1) : null,
            [.. row.Tags.Zip(row.TagPosts, (tag, posts) => new TagCount(tag, int.Parse(posts, CultureInfo.InvariantCulture)))]);
    }

    public async Task<DailyUsers> DailyUsersAsync(DateOnly from, DateOnly to, CancellationToken ct)
    {
        // The row without a day is about all of them, counted anew: neither addresses nor rates of days add up.
        const string sql = """
            SELECT (u.created_at AT TIME ZONE 'UTC')::date AS day,
                   count(*) AS users,
                   count(DISTINCT u.email_key) AS emails,
                   count(*) FILTER (WHERE u.is_active AND u.deleted_at IS NULL) AS active
            FROM app.users AS u
            WHERE u.created_at >= @from::timestamp AT TIME ZONE 'UTC'
              AND u.created_at < (@to + 1)::timestamp AT TIME ZONE 'UTC'
            GROUP BY GROUPING SETS (((u.created_at AT TIME ZONE 'UTC')::date), ())
            ORDER BY day NULLS LAST
            """;

        var rows = await db.QueryAsync<UserRow>(sql, new { from, to }, ct);
        return new DailyUsers(
            from, to, [.. rows.Where(r => r.Day is not null).Select(r => new UserDay(r.Day!.Value, r.ToNumbers()))], rows[^1].ToNumbers());
    }

    public Task<UserStats?> UserStatsAsync(Guid userId, CancellationToken ct)
    {
        // Each kind is counted by itself: joined, every post would count once for every comment.
        const string sql = """
            SELECT m.id AS user_id, p.posts, c.comments, p.views, round(p.average_views, 4) AS average_views,
                   greatest(p.last_at, c.last_at) AS last_activity_at
            FROM (SELECT u.id FROM app.members AS u WHERE u.id = @userId) AS m
            CROSS JOIN LATERAL (
                SELECT count(*) AS posts, coalesce(sum(s.view_count), 0)::bigint AS views, avg(s.view_count) AS average_views,
                       max(p.published_at) AS last_at
                FROM app.posts AS p
                JOIN app.post_stats AS s ON s.post_id = p.id
                WHERE p.author_id = m.id AND app.post_is_public(p.status, p.deleted_at)) AS p
            CROSS JOIN LATERAL (
                SELECT count(*) AS comments, max(c.created_at) AS last_at
                FROM app.comments AS c
                LEFT JOIN app.posts AS p ON p.id = c.post_id AND app.post_is_public(p.status, p.deleted_at)
                WHERE c.author_id = m.id
                  AND app.comment_is_public(c.is_approved, c.deleted_at)
                  AND (p.id IS NOT NULL OR m.id = (SELECT app.actor_id()))) AS c
            """;

        return db.FindAsync<UserStats>(sql, new { userId }, ct);
    }

    public Task<IReadOnlyList<SimilarUser>?> SimilarUsersAsync(Guid userId, SimilarityMeasure by, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.id, l.username, l.full_name, l.shared_posts, l.shared_tags, l.jaccard
            FROM (SELECT m.id FROM app.members AS m WHERE m.id = @userId LIMIT 1) AS a
            LEFT JOIN LATERAL (
                SELECT m.id, m.username, m.full_name, f.shared_posts, f.shared_tags, f.jaccard, f.place
                FROM app.similar_authors(@userId, @byJaccard, @limit) WITH ORDINALITY AS f (user_id, shared_posts, shared_tags, jaccard,
                    place)
                CROSS JOIN LATERAL (SELECT u.id, u.username, u.full_name FROM app.members AS u WHERE u.id = f.user_id LIMIT 1) AS m) AS l
                    ON true
            ORDER BY l.place
            """;

        return db.QueryOfAsync<SimilarUser>(sql, new { userId, byJaccard = by == SimilarityMeasure.Jaccard, limit }, ct);
    }

    private sealed record SummaryRow(
        long Posts, long Published, long Drafts, long Archived, long Hidden, long Views, decimal? Median, string[] Tags, string[] TagPosts);

    private sealed record UserRow(DateOnly? Day, long Users, long Emails, long Active)
    {
        public UserNumbers ToNumbers() => new(Users, Emails, Active, Users == 0 ? null : Math.Round((decimal)Active / Users, 4));
    }
}
