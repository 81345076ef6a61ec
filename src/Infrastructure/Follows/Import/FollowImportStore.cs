using System.Text.Json;
using Agora.Application.Follows.Import;
using Agora.Application.Imports;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Follows.Import;

/// <summary>One batch: COPY into a temporary table, then one MERGE. Imports take turns, because MERGE has no ON CONFLICT.</summary>
internal sealed class FollowImportStore(DbSession db) : IFollowImportStore
{
    // Keys of names are made before the join: under row-level security an index is used for columns and leakproof operators alone.
    private const string Keys = "lower(i.follower) AS follower_key, lower(i.followee) AS followee_key";

    private const string Found = """
        LEFT JOIN app.users AS a ON a.username_key = s.follower_key AND a.deleted_at IS NULL
        LEFT JOIN app.users AS b ON b.username_key = s.followee_key AND b.deleted_at IS NULL
        LEFT JOIN app.follows AS f ON f.follower_id = a.id AND f.followee_id = b.id
        """;

    private const string Staged =
        "SELECT s.line, f.follower_id IS NOT NULL AS found, a.id IS NOT NULL AS has_follower, b.id IS NOT NULL AS has_followee";

    public async Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedFollow> follows, ImportMode mode, DateTimeOffset now, CancellationToken ct)
    {
        const string staged = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys} FROM import_follows AS i
            )
            {Staged}
            FROM s
            {Found}
            """;
        const string merge = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys} FROM import_follows AS i
            )
            MERGE INTO app.follows AS f
            USING (
                SELECT s.line, a.id AS follower_id, b.id AS followee_id, s.created_at
                FROM s
                JOIN app.users AS a ON a.username_key = s.follower_key AND a.deleted_at IS NULL
                JOIN app.users AS b ON b.username_key = s.followee_key AND b.deleted_at IS NULL
                ORDER BY a.id, b.id
            ) AS s
            ON f.follower_id = s.follower_id AND f.followee_id = s.followee_id
            WHEN NOT MATCHED
                THEN INSERT (follower_id, followee_id, created_at)
                VALUES (s.follower_id, s.followee_id, coalesce(s.created_at, @now))
            RETURNING s.line
            """;
        try
        {
            await LockAsync(ct);
            await CopyAsync(follows, ct);
            var before = await db.QueryAsync<StagedRow>(staged, null, ct);
            var stored = (await db.QueryAsync<long>(merge, new { now }, ct)).ToHashSet();
            return new ImportBatchOutcome([.. before.Select(row => Outcome(row, stored.Contains(row.Line)))]);
        }
        catch (PostgresException refusal) when (refusal.ConstraintName?.StartsWith("follows_", StringComparison.Ordinal) == true)
        {
            // A block between the two, for one.
            return ImportErrors.Refused($"the database refuses it: {refusal.ConstraintName}");
        }
    }

    public async Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedFollow> follows, ImportMode mode, CancellationToken ct)
    {
        // Without ERROR ON ERROR a value of the wrong type would be a silent NULL.
        const string sql = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys}
                FROM JSON_TABLE(@follows::jsonb, '$[*]' COLUMNS (
                    line     bigint PATH '$.line' ERROR ON EMPTY ERROR ON ERROR,
                    follower text   PATH '$.follower' ERROR ON EMPTY ERROR ON ERROR,
                    followee text   PATH '$.followee' ERROR ON EMPTY ERROR ON ERROR
                ) ERROR ON ERROR) AS i
            )
            {Staged}
            FROM s
            {Found}
            """;
        var json = JsonSerializer.Serialize(
            follows.Select(follow => new { line = follow.Line, follower = follow.Follower, followee = follow.Followee }));
        var staged = await db.QueryAsync<StagedRow>(sql, new { follows = json }, ct);
        return new ImportBatchOutcome([.. staged.Select(row => Outcome(row, isStored: !row.Found && row.HasFollower && row.HasFollowee))]);
    }

    private static LineOutcome Outcome(StagedRow row, bool isStored) => (isStored, row) switch
    {
        (true, _) => new LineOutcome(row.Line, ImportOutcome.Created, null),
        (_, { Found: true }) => new LineOutcome(row.Line, ImportOutcome.Skipped, "already there"),
        (_, { HasFollower: false }) => Missing(row, "follower: there is no account of this name"),
        (_, { HasFollowee: false }) => Missing(row, "followee: there is no account of this name"),
        _ => Missing(row, "one of the accounts was closed, or the follow was made, while this was imported"),
    };

    private static LineOutcome Missing(StagedRow row, string reason) =>
        new(row.Line, ImportOutcome.Failed, reason) { Failure = ImportErrors.ReferenceMissingCode };

    private Task<int> LockAsync(CancellationToken ct)
    {
        const string sql = $"""
            {ImportSql.Begin};
            SELECT pg_advisory_xact_lock(hashtext('app.follows.import'));
            """;
        db.AllowLongStatements();
        return db.ExecuteAsync(sql, null, ct);
    }

    private async Task CopyAsync(IReadOnlyList<ImportedFollow> follows, CancellationToken ct)
    {
        const string table = """
            CREATE TEMP TABLE import_follows (
                line       bigint NOT NULL,
                follower   text   NOT NULL,
                followee   text   NOT NULL,
                created_at timestamptz
            ) ON COMMIT DROP
            """;
        const string copy = "COPY import_follows (line, follower, followee, created_at) FROM STDIN (FORMAT binary)";

        await db.ExecuteAsync(table, null, ct);
        var connection = await db.TransactionConnectionAsync(ct);
        await using var rows = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var follow in follows)
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(follow.Line, NpgsqlDbType.Bigint, ct);
            await rows.WriteAsync(follow.Follower, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(follow.Followee, NpgsqlDbType.Text, ct);
            await rows.WriteOrNullAsync(follow.CreatedAt?.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        }

        await rows.CompleteAsync(ct);
    }

    private sealed record StagedRow(long Line, bool Found, bool HasFollower, bool HasFollowee);
}
