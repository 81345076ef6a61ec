namespace Agora.Infrastructure.Comments;

/// <summary>
/// What the statements on comments have in common, where <c>c</c> is the comment, <c>s</c> its counters and <c>a</c> its author.
/// As in <see cref="Posts.PostSql"/>, the compiler pastes constants into constants.
/// </summary>
internal static class CommentSql
{
    /// <summary>
    /// By a LATERAL with a limit: app.members is a barrier, and a plain join with it reads every account instead of using the key.
    /// </summary>
    public const string Author =
        "LEFT JOIN LATERAL (SELECT m.username, m.full_name FROM app.members AS m WHERE m.id = c.author_id LIMIT 1) AS a ON true";

    public const string CountersAndAuthor = $"LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id\n{Author}";

    /// <summary>Mirrored by <see cref="CommentRow"/>, with the counters.</summary>
    public const string Whole = """
        c.id, c.post_id, c.parent_id, c.depth::integer AS depth,
        CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved THEN 'visible' ELSE 'hidden' END AS state,
        c.author_id, a.username, a.full_name, c.body, c.version, c.created_at, c.edited_at, c.deleted_at, c.deleted_by
        """;

    public const string Counters = "coalesce(s.reply_count, 0) AS reply_count, coalesce(s.like_count, 0) AS like_count";
}
