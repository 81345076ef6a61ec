namespace Agora.Bare;

/// <summary>
/// The plainest SQL that gives the answers of Agora, for a role that row-level security does not concern. The bare server sends it
/// through Dapper, and the bench sends the same texts through pgbench.
/// </summary>
public static class PlainSql
{
    public const string User = """
        SELECT id, username, full_name, role, version, created_at, updated_at
        FROM app.users
        WHERE id = @id AND deleted_at IS NULL
        """;

    public const string Me = """
        SELECT id, username, full_name, role, email, email_verified_at, pending_email, is_active, last_login_at, version, created_at,
               updated_at
        FROM app.users
        WHERE id = @me AND deleted_at IS NULL
        """;

    public const string Post = """
        SELECT p.id, p.author_id, u.username, u.full_name, p.title, p.body, p.language, p.status, p.published_at, p.tags,
               p.metadata::text AS metadata, s.view_count, s.comment_count, s.last_comment_at, p.version, p.created_at, p.updated_at,
               p.deleted_at
        FROM app.posts AS p
        JOIN app.users AS u ON u.id = p.author_id
        JOIN app.post_stats AS s ON s.post_id = p.id
        WHERE p.id = @id AND p.status = 'published' AND p.deleted_at IS NULL
        """;

    public const string CreatePost = """
        INSERT INTO bench.posts (id, author_id, title, body, language, status, published_at, tags, created_at)
        VALUES (@id, @me, @title, @body, 'english', 'published', @now, @tags, @now);
        INSERT INTO bench.post_stats (post_id) VALUES (@id);
        INSERT INTO bench.post_tags (tag, published_at, post_id) SELECT t.tag, @now, @id FROM unnest(@tags) AS t (tag);
        INSERT INTO bench.tags (tag, post_count) SELECT t.tag, 1 FROM unnest(@tags) AS t (tag) ORDER BY t.tag
        ON CONFLICT (tag) DO UPDATE SET post_count = tags.post_count + 1
        """;

    public const string CreateComment = """
        INSERT INTO bench.comments (id, post_id, author_id, body, created_at)
        SELECT @comment, p.id, @me, @body, @now FROM bench.posts AS p WHERE p.id = @id AND p.status = 'published';
        UPDATE bench.post_stats SET comment_count = comment_count + 1, last_comment_at = @now WHERE post_id = @id
        """;

    public const string Posts = $"""
        SELECT {Summary}
        FROM app.posts AS p
        {AuthorAndCounters}
        WHERE p.status = 'published' AND p.deleted_at IS NULL
        ORDER BY p.published_at DESC, p.id DESC
        LIMIT 21
        """;

    public const string PostsAfter = $"""
        SELECT {Summary}
        FROM app.posts AS p
        {AuthorAndCounters}
        WHERE p.status = 'published' AND p.deleted_at IS NULL AND (p.published_at, p.id) < (@at, @id)
        ORDER BY p.published_at DESC, p.id DESC
        LIMIT 21
        """;

    public const string Tagged = $"""
        SELECT {Summary}
        FROM app.post_tags AS t
        JOIN app.posts AS p ON p.id = t.post_id
        {AuthorAndCounters}
        WHERE t.tag = @tag
        ORDER BY t.published_at DESC, t.post_id DESC
        LIMIT 21
        """;

    public const string Thread = """
        SELECT c.id, c.parent_id, c.depth::integer AS depth, 'visible' AS state, c.author_id, u.username, u.full_name, c.body,
               coalesce(s.reply_count, 0) AS reply_count, c.version, c.created_at, c.edited_at
        FROM app.comments AS c
        JOIN app.users AS u ON u.id = c.author_id
        LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
        WHERE c.post_id = @id AND c.is_approved AND c.deleted_at IS NULL
        ORDER BY c.path
        LIMIT 51
        """;

    public const string UserSearch = """
        SELECT id, username, full_name, role, version, created_at, updated_at
        FROM app.users
        WHERE deleted_at IS NULL AND (username ILIKE '%' || @term || '%' OR full_name ILIKE '%' || @term || '%')
        ORDER BY id DESC
        LIMIT 21
        """;

    public const string Search = $"""
        SELECT f.rank, ts_headline('english', p.body, websearch_to_tsquery('english', @term)) AS snippet,
               {Summary}
        FROM (SELECT o.id, ts_rank(o.search_vector, websearch_to_tsquery('english', @term), 1) AS rank
              FROM app.posts AS o
              WHERE o.search_vector @@ websearch_to_tsquery('english', @term) AND o.status = 'published' AND o.deleted_at IS NULL
              ORDER BY rank DESC, o.id DESC
              LIMIT 21) AS f
        JOIN app.posts AS p ON p.id = f.id
        {AuthorAndCounters}
        ORDER BY f.rank DESC, f.id DESC
        """;

    public const string Feed = $"""
        WITH past AS (
            (SELECT w.id FROM app.posts AS w WHERE w.author_id = @me ORDER BY w.listed_at DESC LIMIT 50)
            UNION ALL
            (SELECT c.post_id FROM app.comments AS c WHERE c.author_id = @me AND c.deleted_at IS NULL ORDER BY c.created_at DESC LIMIT 50)
            UNION ALL
            (SELECT r.post_id FROM app.post_reads AS r WHERE r.user_id = @me ORDER BY r.counted_at DESC LIMIT 50)
        ), interests AS MATERIALIZED (
            SELECT array_agg(g.tag) AS tags
            FROM (SELECT t.tag
                  FROM past AS b
                  JOIN app.posts AS o ON o.id = b.id AND o.status = 'published' AND o.deleted_at IS NULL
                  CROSS JOIN LATERAL unnest(o.tags) AS t (tag)
                  GROUP BY t.tag
                  ORDER BY count(*) DESC, t.tag
                  LIMIT 10) AS g
        )
        SELECT EXISTS (SELECT FROM app.follows AS f WHERE f.follower_id = @me AND f.followee_id = p.author_id) AS followed,
               ARRAY(SELECT unnest(p.tags) INTERSECT SELECT unnest(i.tags)) AS matching,
               {Summary}
        FROM app.posts AS p
        {AuthorAndCounters}
        CROSS JOIN interests AS i
        WHERE p.status = 'published' AND p.deleted_at IS NULL AND p.author_id <> @me
          AND (p.tags && i.tags OR p.author_id IN (SELECT f.followee_id FROM app.follows AS f WHERE f.follower_id = @me))
        ORDER BY p.published_at DESC, p.id DESC
        LIMIT 21
        """;

    public const string Trending = $"""
        SELECT round(2 * f.comments + 0.1 * f.views, 4) AS score, f.comments::bigint AS comments, f.views::bigint AS views,
               {Summary}
        FROM (SELECT m.post_id, sum(m.comments) AS comments, sum(m.views) AS views
              FROM (SELECT c.post_id, count(*) AS comments, 0 AS views
                    FROM app.comments AS c
                    WHERE c.is_approved AND c.deleted_at IS NULL
                      AND c.created_at >= ((now() AT TIME ZONE 'UTC')::date - 6)::timestamp AT TIME ZONE 'UTC'
                    GROUP BY c.post_id
                    UNION ALL
                    SELECT d.post_id, 0, sum(d.views)
                    FROM app.post_days AS d
                    WHERE d.day >= (now() AT TIME ZONE 'UTC')::date - 6
                    GROUP BY d.post_id) AS m
              GROUP BY m.post_id) AS f
        JOIN app.posts AS p ON p.id = f.post_id AND p.status = 'published' AND p.deleted_at IS NULL
        {AuthorAndCounters}
        ORDER BY score DESC, p.id DESC
        LIMIT 10
        """;

    public const string Analytics = """
        WITH chosen AS MATERIALIZED (
            SELECT p.status, p.tags, s.view_count
            FROM app.posts AS p
            JOIN app.post_stats AS s ON s.post_id = p.id
            WHERE p.deleted_at IS NULL AND p.created_at >= ((now() AT TIME ZONE 'UTC')::date - 29)::timestamp AT TIME ZONE 'UTC'
        ), popular AS (
            SELECT t.tag, count(*) AS posts
            FROM chosen AS c
            CROSS JOIN LATERAL unnest(c.tags) AS t (tag)
            WHERE c.status = 'published'
            GROUP BY t.tag
            ORDER BY count(*) DESC, t.tag
            LIMIT 10
        )
        SELECT count(*) AS posts,
               count(*) FILTER (WHERE c.status = 'published') AS published,
               count(*) FILTER (WHERE c.status = 'draft') AS drafts,
               count(*) FILTER (WHERE c.status = 'archived') AS archived,
               count(*) FILTER (WHERE c.status = 'hidden') AS hidden,
               coalesce(sum(c.view_count) FILTER (WHERE c.status = 'published'), 0)::bigint AS views,
               avg(c.view_count) FILTER (WHERE c.status = 'published') AS average_views,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY c.view_count) FILTER (WHERE c.status = 'published') AS median_views,
               (SELECT array_agg(o.tag ORDER BY o.posts DESC, o.tag) FROM popular AS o) AS tags,
               (SELECT array_agg(o.posts ORDER BY o.posts DESC, o.tag) FROM popular AS o) AS tag_posts
        FROM chosen AS c
        """;

    private const string Summary = """
        p.id, p.author_id, u.username, u.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
        s.view_count, s.comment_count, s.last_comment_at, p.updated_at
        """;

    private const string AuthorAndCounters = """
        JOIN app.users AS u ON u.id = p.author_id
        JOIN app.post_stats AS s ON s.post_id = p.id
        """;
}
