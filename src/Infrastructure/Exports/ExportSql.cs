namespace Agora.Infrastructure.Exports;

/// <summary>
/// What is exported. COPY takes no parameters, so that the filter is a setting of the transaction (<c>app.export</c>), which the statements
/// read as <c>f</c>. Columns are those of imports, where there is one.
/// </summary>
internal static class ExportSql
{
    public const string Set = "SELECT set_config('app.export', @filter, true), set_config('statement_timeout', '2min', true)";

    // A chunk ends behind so many bytes of texts, or so many keys, whether or not their rows pass the filter.
    private const string ChunkBytes = "4194304", ChunkKeys = "2000";

    // The bounds are conditions on the key alone, so that its index is read between them, in its order.
    private const string After = "(current_setting('app.export')::jsonb ->> 'after')::uuid",
        Upto = "(current_setting('app.export')::jsonb ->> 'upto')::uuid";

    private const string Filter = """
        CROSS JOIN jsonb_to_record(current_setting('app.export')::jsonb) AS f (
            author uuid, tags text[], status text, language text, post uuid, "from" timestamptz, "to" timestamptz, formulas boolean)
        """;

    private const string PostPasses = """
        (p.deleted_at IS NULL
            AND (f.author IS NULL OR p.author_id = f.author)
            AND (f.tags IS NULL OR p.tags @> f.tags)
            AND (f.status IS NULL OR p.status = f.status)
            AND (f.language IS NULL OR p.language = f.language)
            AND (f."from" IS NULL OR p.published_at >= f."from")
            AND (f."to" IS NULL OR p.published_at < f."to"))
        """;

    private const string UserPasses = """
        (u.deleted_at IS NULL
            AND (f."from" IS NULL OR u.created_at >= f."from")
            AND (f."to" IS NULL OR u.created_at < f."to"))
        """;

    private const string CommentPasses = """
        (app.comment_is_public(c.is_approved, c.deleted_at)
            AND (f.author IS NULL OR c.author_id = f.author)
            AND (f.post IS NULL OR c.post_id = f.post)
            AND (f."from" IS NULL OR c.created_at >= f."from")
            AND (f."to" IS NULL OR c.created_at < f."to"))
        """;

    private const string Posts = $"""
        FROM app.posts AS p
        JOIN app.users AS u ON u.id = p.author_id
        {Filter}
        WHERE p.id > {After}
          AND p.id <= {Upto}
          AND {PostPasses}
        ORDER BY p.id
        """;

    private const string Users = $"""
        FROM app.users AS u
        {Filter}
        WHERE u.id > {After}
          AND u.id <= {Upto}
          AND {UserPasses}
        ORDER BY u.id
        """;

    private const string Comments = $"""
        FROM app.comments AS c
        JOIN app.users AS u ON u.id = c.author_id
        {Filter}
        WHERE c.id > {After}
          AND c.id <= {Upto}
          AND {CommentPasses}
        ORDER BY c.id
        """;

    // What no JSON holds unescaped separates nothing here, so that a line is the JSON as it is.
    private const string Json = "(FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02', ENCODING 'UTF8')";

    private const string Csv = "(FORMAT csv, ENCODING 'UTF8')";

    // Of the next keys those that fit, with one at least: around a select of id, passes and size in the order of the ids.
    private const string FromNext = """
        SELECT (count(*) FILTER (WHERE n.passes))::integer AS rows, (array_agg(n.id ORDER BY n.id DESC))[1] AS last
        FROM (SELECT k.id, k.passes, sum(k.size) OVER (ORDER BY k.id) - k.size AS before
              FROM (
        """;

    private const string ThatFit = $"""
            LIMIT {ChunkKeys}) AS k) AS n
        WHERE n.before < {ChunkBytes}
        """;

    private const string PostsNext = $"""
        {FromNext}
            SELECT p.id, o.passes, CASE WHEN o.passes THEN octet_length(p.body) + 200 ELSE 0 END AS size
            FROM app.posts AS p
            {Filter}
            CROSS JOIN LATERAL (SELECT {PostPasses} AS passes) AS o
            WHERE p.id > {After}
            ORDER BY p.id
        {ThatFit}
        """;

    private const string PostsJson = $"""
        COPY (
            SELECT row_to_json(r)
            FROM (
                SELECT p.id, json_build_object('name', u.full_name, 'email', u.email, 'username', u.username) AS author, p.title, p.body,
                       p.tags, p.published_at AS "publishedAt", p.status, p.language
                {Posts}
            ) AS r
        ) TO STDOUT {Json}
        """;

    private const string PostsCsv = $"""
        COPY (
            SELECT p.id, app.csv_text(u.full_name, f.formulas), app.csv_text(u.email, f.formulas), u.username,
                   app.csv_text(p.title, f.formulas), app.csv_text(p.body, f.formulas),
                   app.csv_text(array_to_string(p.tags, '|'), f.formulas),
                   to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p.status, p.language
            {Posts}
        ) TO STDOUT {Csv}
        """;

    private const string UsersNext = $"""
        {FromNext}
            SELECT u.id, o.passes, CASE WHEN o.passes THEN 400 ELSE 0 END AS size
            FROM app.users AS u
            {Filter}
            CROSS JOIN LATERAL (SELECT {UserPasses} AS passes) AS o
            WHERE u.id > {After}
            ORDER BY u.id
        {ThatFit}
        """;

    private const string UsersJson = $"""
        COPY (
            SELECT row_to_json(r)
            FROM (
                SELECT u.id, u.email, u.username, u.full_name AS "fullName", u.role
                {Users}
            ) AS r
        ) TO STDOUT {Json}
        """;

    private const string UsersCsv = $"""
        COPY (
            SELECT u.id, app.csv_text(u.email, f.formulas), u.username, app.csv_text(u.full_name, f.formulas), u.role
            {Users}
        ) TO STDOUT {Csv}
        """;

    private const string CommentsNext = $"""
        {FromNext}
            SELECT c.id, o.passes, CASE WHEN o.passes THEN octet_length(c.body) + 200 ELSE 0 END AS size
            FROM app.comments AS c
            {Filter}
            CROSS JOIN LATERAL (SELECT {CommentPasses} AS passes) AS o
            WHERE c.id > {After}
            ORDER BY c.id
        {ThatFit}
        """;

    private const string CommentsJson = $"""
        COPY (
            SELECT row_to_json(r)
            FROM (
                SELECT c.id, c.post_id AS "postId", c.parent_id AS "parentId", u.username AS author, c.body, c.created_at AS "createdAt",
                       c.edited_at AS "editedAt"
                {Comments}
            ) AS r
        ) TO STDOUT {Json}
        """;

    private const string CommentsCsv = $"""
        COPY (
            SELECT c.id, c.post_id, c.parent_id, u.username, app.csv_text(c.body, f.formulas),
                   to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                   to_char(c.edited_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            {Comments}
        ) TO STDOUT {Csv}
        """;

    public static readonly ExportStatements OfPosts = new(
        "id,author,authorEmail,authorUsername,title,body,tags,publishedAt,status,language\n",
        PostsNext,
        PostsJson,
        PostsCsv);

    public static readonly ExportStatements OfUsers = new(
        "id,email,username,fullName,role\n",
        UsersNext,
        UsersJson,
        UsersCsv);

    public static readonly ExportStatements OfComments = new(
        "id,postId,parentId,author,body,createdAt,editedAt\n",
        CommentsNext,
        CommentsJson,
        CommentsCsv);
}

/// <param name="Header">Of CSV.</param>
/// <param name="Next">The number of the next rows, and the id of the last of them.</param>
/// <param name="Json">Copies the rows up to that one as lines of NDJSON.</param>
/// <param name="Csv">The same as CSV.</param>
internal sealed record ExportStatements(string Header, string Next, string Json, string Csv);
