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
}
