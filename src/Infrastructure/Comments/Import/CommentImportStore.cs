using System.Text.Json;
using Agora.Application.Comments.Import;
using Agora.Application.Imports;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Comments.Import;

/// <summary>
/// One batch: COPY into a temporary table, then a MERGE for each level of replies in it. Imports take turns, because MERGE has no ON
/// CONFLICT.
/// </summary>
internal sealed class CommentImportStore(DbSession db) : ICommentImportStore
{
    // Keys of names are made before the join: under row-level security an index is used for columns and leakproof operators alone.
    private const string Found = """
        LEFT JOIN app.comments AS c ON c.id = s.id
        LEFT JOIN app.users AS u ON u.username_key = s.author_key AND u.deleted_at IS NULL
        LEFT JOIN app.posts AS p ON p.id = s.post_id AND app.post_is_public(p.status, p.deleted_at)
        LEFT JOIN app.comments AS q ON q.id = s.parent_id AND q.post_id = s.post_id AND app.comment_is_public(q.is_approved, q.deleted_at)
            AND q.depth < 8
        """;

    private const string Staged = """
        SELECT s.line, c.id IS NOT NULL AS found, u.id IS NOT NULL AS has_author, p.id IS NOT NULL AS has_post,
               coalesce(c.body <> s.body AND c.deleted_at IS NULL, false) AS differs
        """;

    public async Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedComment> comments, ImportMode mode, DateTimeOffset now, CancellationToken ct)
    {
        const string staged = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, lower(i.author) AS author_key FROM import_comments AS i
            )
            {Staged}
            FROM s
            {Found}
            """;
        const string merge = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, lower(i.author) AS author_key FROM import_comments AS i WHERE NOT i.is_done
            )
            MERGE INTO app.comments AS c
            USING (
                SELECT s.line, s.id, s.post_id, u.id AS author_id, s.parent_id, s.body, s.created_at
                FROM s
                {Found}
                WHERE c.id IS NOT NULL
                   OR (u.id IS NOT NULL AND p.id IS NOT NULL AND (s.parent_id IS NULL OR q.id IS NOT NULL))
                ORDER BY s.post_id, s.line
            ) AS s
            ON c.id = s.id
            WHEN MATCHED AND @updates AND c.body <> s.body AND c.deleted_at IS NULL
                THEN UPDATE SET body = s.body, edited_at = @now
            WHEN NOT MATCHED
                THEN INSERT (id, post_id, author_id, parent_id, body, created_at)
                VALUES (s.id, s.post_id, s.author_id, s.parent_id, s.body, coalesce(s.created_at, @now))
            RETURNING s.line, merge_action() AS action
            """;
        const string done = "UPDATE import_comments SET is_done = true WHERE line = ANY (@lines)";
        try
        {
            await LockAsync(ct);
            await CopyAsync(comments, ct);
            var before = await db.QueryAsync<StagedRow>(staged, null, ct);
            var merged = new Dictionary<long, string>();
            while (true)
            {
                // Those whose parents came in the round before.
                var rows = await db.QueryAsync<MergedRow>(merge, new { updates = mode == ImportMode.Upsert, now }, ct);
                foreach (var row in rows)
                {
                    merged[row.Line] = row.Action;
                }

                if (rows.All(row => row.Action != "INSERT"))
                {
                    break;
                }

                await db.ExecuteAsync(done, new { lines = rows.Select(row => row.Line).ToArray() }, ct);
            }

            return new ImportBatchOutcome([.. before.Select(row => Outcome(row, merged.GetValueOrDefault(row.Line)))]);
        }
        catch (PostgresException refusal) when (refusal is { SchemaName: "app", TableName: "comments", ConstraintName: not null })
        {
            return ImportErrors.Refused($"the database refuses it: {refusal.ConstraintName}");
        }
    }

    public async Task<ImportBatchOutcome> PreviewAsync(
        IReadOnlyList<ImportedComment> comments, ImportMode mode, CancellationToken ct)
    {
        // Without ERROR ON ERROR a value of the wrong type would be a silent NULL. A parent may be in the batch.
        const string sql = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, lower(i.author) AS author_key
                FROM JSON_TABLE(@comments::jsonb, '$[*]' COLUMNS (
                    line      bigint PATH '$.line' ERROR ON EMPTY ERROR ON ERROR,
                    id        uuid   PATH '$.id' ERROR ON EMPTY ERROR ON ERROR,
                    post_id   uuid   PATH '$.postId' ERROR ON EMPTY ERROR ON ERROR,
                    parent_id uuid   PATH '$.parentId' ERROR ON ERROR,
                    author    text   PATH '$.author' ERROR ON EMPTY ERROR ON ERROR,
                    body      text   PATH '$.body' ERROR ON EMPTY ERROR ON ERROR
                ) ERROR ON ERROR) AS i
            )
            {Staged},
                   s.parent_id IS NULL OR q.id IS NOT NULL
                       OR EXISTS (SELECT FROM s AS o WHERE o.id = s.parent_id AND o.post_id = s.post_id) AS has_parent
            FROM s
            {Found}
            """;
        var json = JsonSerializer.Serialize(comments.Select(comment => new
        {
            line = comment.Line,
            id = comment.Id,
            postId = comment.PostId,
            parentId = comment.ParentId,
            author = comment.Author,
            body = comment.Body,
        }));
        var staged = await db.QueryAsync<PreviewRow>(sql, new { comments = json }, ct);
        return new ImportBatchOutcome([.. staged.Select(row => Outcome(row, ExpectedAction(row, mode)))]);
    }

    private static string? ExpectedAction(PreviewRow row, ImportMode mode) => row switch
    {
        { Found: false, HasAuthor: true, HasPost: true, HasParent: true } => "INSERT",
        { Found: true, Differs: true } when mode == ImportMode.Upsert => "UPDATE",
        _ => null,
    };

    private static LineOutcome Outcome(StagedRow row, string? action) => (action, row) switch
    {
        ("INSERT", _) => new LineOutcome(row.Line, ImportOutcome.Created, null),
        ("UPDATE", _) => new LineOutcome(row.Line, ImportOutcome.Updated, null),
        (_, { Found: true }) => new LineOutcome(row.Line, ImportOutcome.Skipped, "already there"),
        (_, { HasAuthor: false }) => Missing(row, "author: there is no account of this name"),
        (_, { HasPost: false }) => Missing(row, "postId: there is no published post with this id"),
        _ => Missing(row, "parentId: the post has no comment with this id that can be replied to"),
    };

    private static LineOutcome Missing(StagedRow row, string reason) =>
        new(row.Line, ImportOutcome.Failed, reason) { Failure = ImportErrors.ReferenceMissingCode };

    private Task<int> LockAsync(CancellationToken ct)
    {
        const string sql = $"""
            {ImportSql.Begin};
            SELECT pg_advisory_xact_lock(hashtext('app.comments.import'));
            """;
        db.AllowLongStatements();
        return db.ExecuteAsync(sql, null, ct);
    }

    private async Task CopyAsync(IReadOnlyList<ImportedComment> comments, CancellationToken ct)
    {
        const string table = """
            CREATE TEMP TABLE import_comments (
                line       bigint  NOT NULL,
                id         uuid    NOT NULL,
                post_id    uuid    NOT NULL,
                parent_id  uuid,
                author     text    NOT NULL,
                body       text    NOT NULL,
                created_at timestamptz,
                is_done    boolean NOT NULL DEFAULT false
            ) ON COMMIT DROP
            """;
        const string copy = """
            COPY import_comments (line, id, post_id, parent_id, author, body, created_at)
            FROM STDIN (FORMAT binary)
            """;

        await db.ExecuteAsync(table, null, ct);
        var connection = await db.TransactionConnectionAsync(ct);
        await using var rows = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var comment in comments)
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(comment.Line, NpgsqlDbType.Bigint, ct);
            await rows.WriteAsync(comment.Id, NpgsqlDbType.Uuid, ct);
            await rows.WriteAsync(comment.PostId, NpgsqlDbType.Uuid, ct);
            await rows.WriteOrNullAsync(comment.ParentId, NpgsqlDbType.Uuid, ct);
            await rows.WriteAsync(comment.Author, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(comment.Body, NpgsqlDbType.Text, ct);
            await rows.WriteOrNullAsync(comment.CreatedAt?.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        }

        await rows.CompleteAsync(ct);
    }

    private record StagedRow
    {
        public required long Line { get; init; }

        public required bool Found { get; init; }

        public required bool HasAuthor { get; init; }

        public required bool HasPost { get; init; }

        public required bool Differs { get; init; }
    }

    private sealed record PreviewRow : StagedRow
    {
        public required bool HasParent { get; init; }
    }

    private sealed record MergedRow(long Line, string Action);
}
