namespace Agora.Infrastructure.Posts;

/// <summary>
/// What the statements on posts have in common, where <c>p</c> is the post, <c>s</c> its counters and <c>a</c> its author. Constants in
/// constants are pasted by the compiler, so that no value can get in; a test allows nothing else.
/// </summary>
internal static class PostSql
{
    /// <summary>
    /// By a LATERAL with a limit: app.members is a barrier, and a plain join with it reads every account instead of using the key.
    /// </summary>
    public const string Author =
        "LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = p.author_id LIMIT 1) AS a ON true";

    public const string CountersAndAuthor = $"LEFT JOIN app.post_stats AS s ON s.post_id = p.id\n{Author}";

    public const string Counters =
        "coalesce(s.view_count, 0) AS view_count, coalesce(s.comment_count, 0) AS comment_count, coalesce(s.like_count, 0) AS like_count, "
        + "s.last_comment_at";

    /// <summary>Mirrored by <see cref="PostRow"/>, with the counters.</summary>
    public const string Whole = """
        p.id, p.author_id, a.username, a.full_name, p.title, p.body, p.language, p.status, p.published_at, p.tags,
        p.metadata::text AS metadata, p.version, p.created_at, p.updated_at, p.deleted_at, p.deleted_by
        """;

    /// <summary>Mirrored by <see cref="SummaryRow"/>.</summary>
    public const string Summary = $"""
        p.id, p.author_id, a.username, a.full_name, p.title, p.excerpt, p.language, p.status, p.published_at, p.listed_at, p.tags,
        p.updated_at, {Counters}
        """;

    /// <summary>What a summary takes from the post itself, where a LATERAL looks it up as <c>o</c>.</summary>
    public const string SummarySource =
        "o.id, o.author_id, o.title, o.excerpt, o.language, o.status, o.published_at, o.listed_at, o.tags, o.updated_at";
}
