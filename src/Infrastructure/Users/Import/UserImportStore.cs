using System.Text.Json;
using Agora.Application.Imports;
using Agora.Application.Users.Import;
using Agora.Domain.Common;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Users.Import;

/// <summary>One batch: COPY into a temporary table, then one MERGE. Imports take turns, because MERGE has no ON CONFLICT.</summary>
internal sealed class UserImportStore(DbSession db) : IUserImportStore
{
    // An e-mail address decides who an account is; a username that is another's, or a retired one, is in the way. Staged rows are s. Their
    // keys are made before the join: under row-level security an index is used for columns and leakproof operators alone.
    private const string Keys =
        "lower(i.username) AS username_key, ARRAY(SELECT lower(normalize(f.form, NFKC)) FROM unnest(i.forms) AS f (form)) AS email_keys";

    private const string Accounts = """
        LEFT JOIN LATERAL (
            SELECT u.id, u.full_name, u.username_key
            FROM app.users AS u
            WHERE u.email_key = ANY (s.email_keys)
              AND u.deleted_at IS NULL
            LIMIT 1
        ) AS a ON true
        LEFT JOIN LATERAL (
            SELECT u.id
            FROM app.users AS u
            WHERE u.username_key = s.username_key
              AND u.deleted_at IS NULL
            LIMIT 1
        ) AS n ON true
        CROSS JOIN LATERAL (
            SELECT a.id IS NULL AND (n.id IS NOT NULL OR app.is_username_retired(s.username)) AS is_taken,
                   s.full_name IS NOT NULL AND a.full_name IS DISTINCT FROM s.full_name AS differs
        ) AS f
        """;

    public async Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedUser> users, ImportMode mode, bool invites, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys} FROM import_users AS i
            )
            MERGE INTO app.users AS u
            USING (
                SELECT s.line, s.id, s.email, s.username, s.full_name, s.role, s.password_hash, a.id AS account_id, f.is_taken, f.differs
                FROM s
                {Accounts}
                ORDER BY s.username_key
            ) AS s
            ON u.id = s.account_id
            WHEN MATCHED AND @updates AND s.differs
                THEN UPDATE SET full_name = s.full_name
            WHEN NOT MATCHED AND NOT s.is_taken
                THEN INSERT (id, email, username, full_name, role, password_hash)
                VALUES (s.id, s.email, s.username, s.full_name, s.role, s.password_hash)
            RETURNING s.line, merge_action() AS action
            """;
        const string staged = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys} FROM import_users AS i
            )
            SELECT s.line, a.id IS NOT NULL AS found, f.is_taken, f.differs
            FROM s
            {Accounts}
            """;
        const string invite = """
            INSERT INTO app.mail_outbox (id, kind, recipient, created_at, user_id)
            SELECT gen_random_uuid(), 'invitation', u.email, @now, u.id
            FROM import_users AS s
            JOIN app.users AS u ON u.id = s.id
            WHERE u.password_hash IS NULL
            ON CONFLICT (kind, recipient_key) WHERE state = 'waiting' DO NOTHING
            """;
        try
        {
            await LockAsync(ct);
            await CopyAsync(users, ct);
            var before = await db.QueryAsync<StagedRow>(staged, null, ct);
            var merged = (await db.QueryAsync<MergedRow>(sql, new { updates = mode == ImportMode.Upsert }, ct))
                .ToDictionary(row => row.Line, row => row.Action);
            if (invites)
            {
                await db.ExecuteAsync(invite, new { now }, ct);
            }

            return new ImportBatchOutcome([.. before.Select(row => Outcome(row, merged.GetValueOrDefault(row.Line)))]);
        }
        catch (PostgresException refusal) when (refusal is { SchemaName: "app", TableName: "users", ConstraintName: not null })
        {
            return ImportErrors.Refused($"the database refuses it: {refusal.ConstraintName}");
        }
    }

    public async Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedUser> users, ImportMode mode, CancellationToken ct)
    {
        // Without ERROR ON ERROR a value of the wrong type would be a silent NULL.
        const string sql = $"""
            WITH s AS MATERIALIZED (
                SELECT i.*, {Keys}
                FROM JSON_TABLE(@users::jsonb, '$[*]' COLUMNS (
                    line      bigint PATH '$.line' ERROR ON EMPTY ERROR ON ERROR,
                    username  text   PATH '$.username' ERROR ON EMPTY ERROR ON ERROR,
                    full_name text   PATH '$.fullName' ERROR ON ERROR,
                    forms     text[] PATH '$.forms' ERROR ON EMPTY ERROR ON ERROR
                ) ERROR ON ERROR) AS i
            )
            SELECT s.line, a.id IS NOT NULL AS found, f.is_taken, f.differs
            FROM s
            {Accounts}
            """;
        var json = JsonSerializer.Serialize(users.Select(user => new
        {
            line = user.Line,
            username = user.Username,
            fullName = user.FullName,
            forms = EmailAddress.Forms(user.Email),
        }));
        var staged = await db.QueryAsync<StagedRow>(sql, new { users = json }, ct);
        return new ImportBatchOutcome([.. staged.Select(row => Outcome(row, ExpectedAction(row, mode)))]);
    }

    private static string? ExpectedAction(StagedRow row, ImportMode mode) => row switch
    {
        { Found: false, IsTaken: false } => "INSERT",
        { Found: true, Differs: true } when mode == ImportMode.Upsert => "UPDATE",
        _ => null,
    };

    private static LineOutcome Outcome(StagedRow row, string? action) => (action, row) switch
    {
        ("INSERT", _) => new LineOutcome(row.Line, ImportOutcome.Created, null),
        ("UPDATE", _) => new LineOutcome(row.Line, ImportOutcome.Updated, null),
        (_, { Found: true }) => new LineOutcome(row.Line, ImportOutcome.Skipped, "already there"),
        _ => new LineOutcome(row.Line, ImportOutcome.Failed, "username: is taken") { Failure = ImportErrors.UsernameTakenCode },
    };

    private Task<int> LockAsync(CancellationToken ct)
    {
        const string sql = $"""
            {ImportSql.Begin};
            SELECT pg_advisory_xact_lock(hashtext('app.users.import'));
            """;
        db.AllowLongStatements();
        return db.ExecuteAsync(sql, null, ct);
    }

    private async Task CopyAsync(IReadOnlyList<ImportedUser> users, CancellationToken ct)
    {
        const string table = """
            CREATE TEMP TABLE import_users (
                line          bigint NOT NULL,
                id            uuid   NOT NULL,
                email         text   NOT NULL,
                forms         text[] NOT NULL,
                username      text   NOT NULL,
                full_name     text,
                role          text   NOT NULL,
                password_hash text
            ) ON COMMIT DROP
            """;
        const string copy = """
            COPY import_users (line, id, email, forms, username, full_name, role, password_hash)
            FROM STDIN (FORMAT binary)
            """;

        await db.ExecuteAsync(table, null, ct);
        var connection = await db.TransactionConnectionAsync(ct);
        await using var rows = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var user in users)
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(user.Line, NpgsqlDbType.Bigint, ct);
            await rows.WriteAsync(user.Id, NpgsqlDbType.Uuid, ct);
            await rows.WriteAsync(user.Email, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(EmailAddress.Forms(user.Email).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await rows.WriteAsync(user.Username, NpgsqlDbType.Text, ct);
            await rows.WriteOrNullAsync(user.FullName, NpgsqlDbType.Text, ct);
            await rows.WriteAsync(Stored.Name(user.Role), NpgsqlDbType.Text, ct);
            await rows.WriteOrNullAsync(user.PasswordHash, NpgsqlDbType.Text, ct);
        }

        await rows.CompleteAsync(ct);
    }

    private sealed record StagedRow(long Line, bool Found, bool IsTaken, bool Differs);

    private sealed record MergedRow(long Line, string Action);
}
