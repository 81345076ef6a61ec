using System.Text.Json;
using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Posts.Import;

/// <summary>
/// One batch: COPY into a temporary table, authors, then one MERGE. Imports take turns, because two that insert the same id
/// at the same moment would not see each other: MERGE has no ON CONFLICT.
/// </summary>
internal sealed class PostImportStore(DbSession db) : IPostImportStore
{
    public async Task<bool> HasPostsAsync(CancellationToken ct)
    {
        const string sql = "SELECT EXISTS (SELECT FROM app.posts)";

        return await db.ScalarAsync<bool>(sql, null, ct);
    }

    public async Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedPost> posts, ImportMode mode, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            await LockAsync(ct);
            var (authors, numbers) = Authors(posts);
            await CopyAsync(posts, numbers, ct);
            var staged = await StagedAsync(ct);
            // What is there already needs no account: an author who closed theirs does not come back with the same file.
            var accounts = await new ImportAuthors(db).ResolveAsync(
                authors, [.. staged.Where(s => !s.Found).Select(s => s.Author).Distinct()], now, ct);
            var merged = await MergeAsync([.. authors.Select((_, number) => accounts.GetValueOrDefault(number)?.AccountId)], mode, now, ct);
            return new ImportBatchOutcome([.. staged.Select(s => Outcome(s, merged.GetValueOrDefault(s.Line), accounts))]);
        }
        // A rule for posts or accounts, or a text that is too long to be indexed. Anything else is a fault of ours or of the server.
        catch (PostgresException refusal) when (refusal is { SchemaName: "app", TableName: "posts" or "users", ConstraintName: not null }
            or { SqlState: PostgresErrorCodes.ProgramLimitExceeded })
        {
            return ImportErrors.Refused(
                refusal.ConstraintName is { } constraint
                    ? $"the database refuses it: {constraint}"
                    : $"the database refuses it: {refusal.MessageText} ({refusal.SqlState})");
        }
    }

    public async Task<ImportBatchOutcome> PreviewAsync(
        IReadOnlyList<ImportedPost> posts, ImportMode mode, CancellationToken ct)
    {
        // One statement and no temporary table. Without ERROR ON ERROR a value of the wrong type would be a silent NULL.
        const string sql = """
            SELECT s.line, s.author, p.id IS NOT NULL AS found, p.deleted_at IS NOT NULL AS deleted,
                   coalesce((p.title, p.body, p.tags, p.language) IS DISTINCT FROM (s.title, s.body, s.tags, s.language)
                            OR (p.status = 'draft' AND s.published), false) AS changed
            FROM JSON_TABLE(@posts::jsonb, '$[*]' COLUMNS (
                line      bigint  PATH '$.line' ERROR ON EMPTY ERROR ON ERROR,
                id        uuid    PATH '$.id' ERROR ON EMPTY ERROR ON ERROR,
                author    integer PATH '$.author' ERROR ON EMPTY ERROR ON ERROR,
                title     text    PATH '$.title' ERROR ON EMPTY ERROR ON ERROR,
                body      text    PATH '$.body' ERROR ON EMPTY ERROR ON ERROR,
                tags      text[]  PATH '$.tags' ERROR ON EMPTY ERROR ON ERROR,
                language  text    PATH '$.language' ERROR ON EMPTY ERROR ON ERROR,
                published boolean PATH '$.published' ERROR ON EMPTY ERROR ON ERROR
            ) ERROR ON ERROR) AS s
            LEFT JOIN app.posts AS p ON p.id = s.id
            ORDER BY s.line
            """;

        var (authors, numbers) = Authors(posts);
        var json = JsonSerializer.Serialize(posts.Select(p => new
        {
            line = p.Line,
            id = p.Id,
            author = numbers[p.Author.Identity],
            title = p.Title,
            body = p.Body,
            tags = p.Tags,
            language = p.Language,
            published = p.Published,
        }));
        var staged = await db.QueryAsync<PreviewRow>(sql, new { posts = json }, ct);
        var accounts = new Dictionary<int, AccountOfAuthor>();
        await new ImportAuthors(db).FindAsync(authors, [.. staged.Where(s => !s.Found).Select(s => s.Author).Distinct()], accounts, ct);
        return new ImportBatchOutcome([.. staged.Select(s => Outcome(s.Staged, ExpectedAction(s, mode, accounts), accounts))]);
    }

    private static string? ExpectedAction(PreviewRow row, ImportMode mode, Dictionary<int, AccountOfAuthor> accounts) => row switch
    {
        { Found: false } => accounts.GetValueOrDefault(row.Author)?.Problem is null ? "INSERT" : null,
        { Deleted: false, Changed: true } when mode == ImportMode.Upsert => "UPDATE",
        _ => null,
    };

    private static (ImportedAuthor[] Authors, Dictionary<string, int> Numbers) Authors(IReadOnlyList<ImportedPost> posts)
    {
        ImportedAuthor[] authors = [.. posts.Select(p => p.Author).DistinctBy(a => a.Identity, StringComparer.Ordinal)];
        return (authors, authors.Index().ToDictionary(a => a.Item.Identity, a => a.Index, StringComparer.Ordinal));
    }

    // All of it ends with the transaction. Renaming a tag waits for the batch, before either of them holds a post.
    private async Task LockAsync(CancellationToken ct)
    {
        const string sql = $"""
            {ImportSql.Begin};
            SELECT pg_advisory_xact_lock(hashtext('app.posts.import'));
            SELECT pg_advisory_xact_lock_shared(1952540531, b.bucket) FROM generate_series(0, 63) AS b (bucket);
            """;

        db.AllowLongStatements();
        await db.ExecuteAsync(sql, null, ct);
    }

    private async Task CopyAsync(IReadOnlyList<ImportedPost> posts, Dictionary<string, int> numbers, CancellationToken ct)
    {
        const string table = """
            CREATE TEMP TABLE import_posts (
                line         bigint      NOT NULL,
                id           uuid        NOT NULL,
                author       integer     NOT NULL,
                title        text        NOT NULL,
                body         text        NOT NULL,
                tags         text[]      NOT NULL,
                published_at timestamptz,
                status       text        NOT NULL,
                language     text        NOT NULL
            ) ON COMMIT DROP
            """;
        const string copy = """
            COPY import_posts (line, id, author, title, body, tags, published_at, status, language)
            FROM STDIN (FORMAT binary)
            """;

        await db.ExecuteAsync(table, null, ct);
        var connection = await db.TransactionConnectionAsync(ct);
        await using var rows = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var post in posts)
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(post.Line, NpgsqlDbType.Bigint, ct);
            await rows.WriteAsync(post.Id, NpgsqlDbType.Uuid, ct);
            await rows.WriteAsync(numbers[post.Author.Identity], NpgsqlDbType.Integer, ct);
            await rows.WriteAsync(post.Title, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(post.Body, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(post.Tags.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            if (post.PublishedAt is { } publishedAt)
            {
                await rows.WriteAsync(publishedAt, NpgsqlDbType.TimestampTz, ct);
            }
            else
            {
                await rows.WriteNullAsync(ct);
            }

            await rows.WriteAsync(post.Published ? "published" : "draft", NpgsqlDbType.Text, ct);
            await rows.WriteAsync(post.Language, NpgsqlDbType.Text, ct);
        }

        await rows.CompleteAsync(ct);
    }

    private Task<IReadOnlyList<StagedRow>> StagedAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT s.line, s.author, p.id IS NOT NULL AS found, p.deleted_at IS NOT NULL AS deleted
            FROM import_posts AS s
            LEFT JOIN app.posts AS p ON p.id = s.id
            ORDER BY s.line
            """;

        return db.QueryAsync<StagedRow>(sql, null, ct);
    }

    // The title differs only where the line names the id. An archived post stays archived; what people deleted stays deleted.
    private async Task<Dictionary<long, string>> MergeAsync(
        Guid?[] accounts, ImportMode mode, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            MERGE INTO app.posts AS p
            USING (
                SELECT i.line, i.id, (@accounts::uuid[])[i.author + 1] AS account_id, i.title, i.body, i.tags, i.published_at, i.status,
                       i.language
                FROM import_posts AS i
                ORDER BY i.id
            ) AS s
            ON p.id = s.id
            WHEN MATCHED
                AND @updates
                AND p.deleted_at IS NULL
                AND ((p.title, p.body, p.tags, p.language) IS DISTINCT FROM (s.title, s.body, s.tags, s.language)
                    OR (p.status = 'draft' AND s.status = 'published'))
                THEN UPDATE SET
                    title = s.title,
                    body = s.body,
                    tags = s.tags,
                    language = s.language,
                    status = CASE WHEN p.status = 'draft' THEN s.status ELSE p.status END,
                    published_at = CASE WHEN s.status = 'published' THEN coalesce(p.published_at, s.published_at, @now)
                                        ELSE p.published_at END
            WHEN NOT MATCHED AND s.account_id IS NOT NULL
                THEN INSERT (id, author_id, title, body, tags, language, status, published_at, created_at)
                VALUES (
                    s.id, s.account_id, s.title, s.body, s.tags, s.language, s.status,
                    CASE WHEN s.status = 'published' THEN coalesce(s.published_at, @now) END,
                    coalesce(s.published_at, @now))
            RETURNING s.line, merge_action() AS action
            """;

        var rows = await db.QueryAsync<MergedRow>(sql, new { accounts, now, updates = mode == ImportMode.Upsert }, ct);
        return rows.ToDictionary(r => r.Line, r => r.Action);
    }

    private static LineOutcome Outcome(StagedRow row, string? action, IReadOnlyDictionary<int, AccountOfAuthor> accounts) =>
        (action, row) switch
        {
            ("INSERT", _) => new LineOutcome(row.Line, ImportOutcome.Created, null),
            ("UPDATE", _) => new LineOutcome(row.Line, ImportOutcome.Updated, null),
            (_, { Deleted: true }) => new LineOutcome(row.Line, ImportOutcome.Skipped, "was deleted here"),
            (_, { Found: true }) => new LineOutcome(row.Line, ImportOutcome.Skipped, "already there"),
            _ => new LineOutcome(row.Line, ImportOutcome.Failed, accounts[row.Author].Problem),
        };

    private sealed record StagedRow(long Line, int Author, bool Found, bool Deleted);

    private sealed record PreviewRow(long Line, int Author, bool Found, bool Deleted, bool Changed)
    {
        public StagedRow Staged => new(Line, Author, Found, Deleted);
    }

    private sealed record MergedRow(long Line, string Action);
}
