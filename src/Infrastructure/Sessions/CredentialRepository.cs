using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Sessions;

internal sealed class CredentialRepository(DbSession db) : ICredentialRepository
{
    public Task<Credentials?> FindAsync(string name, CancellationToken ct)
    {
        // No username holds an @ and every address does. One host name in two forms may have two accounts from before these were one
        // address: the form that was sent decides.
        const string sql = """
            SELECT id AS user_id, password_hash, is_active, email_verified_at IS NOT NULL AS is_email_verified
            FROM app.users
            WHERE deleted_at IS NULL
              AND (email_key = ANY (ARRAY(SELECT lower(normalize(f.form, NFKC)) FROM unnest(@forms) AS f (form)))
                   OR username_key = lower(@name))
            ORDER BY email_key = lower(normalize(@name, NFKC)) DESC
            LIMIT 1
            """;

        return db.FindAsync<Credentials>(sql, new { name, forms = EmailAddress.Forms(name).ToArray() }, ct);
    }

    public Task<Credentials?> FindAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            SELECT id AS user_id, password_hash, is_active, email_verified_at IS NOT NULL AS is_email_verified
            FROM app.users
            WHERE id = @userId
              AND deleted_at IS NULL
            """;

        return db.FindAsync<Credentials>(sql, new { userId }, ct);
    }

    public Task<Guid?> FindKnownAtAsync(string name, string network, DateTimeOffset since, CancellationToken ct)
    {
        const string sql = """
            SELECT u.id
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.email_key = ANY (ARRAY(SELECT lower(normalize(f.form, NFKC)) FROM unnest(@forms) AS f (form)))
                   OR u.username_key = lower(@name))
              AND EXISTS (
                  SELECT FROM app.user_sessions AS s
                  WHERE s.user_id = u.id
                    AND s.last_used_at > @since
                    AND s.ip <<= @network::inet
                    AND s.revoked_reason IS DISTINCT FROM 'token_reused')
            LIMIT 1
            """;

        return db.FindAsync<Guid?>(sql, new { name, forms = EmailAddress.Forms(name).ToArray(), network, since }, ct);
    }

    public async Task<bool> TryChangePasswordAsync(Guid userId, string formerHash, string newHash, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET password_hash = @newHash
            WHERE id = @userId
              AND password_hash = @formerHash
              AND is_active
              AND deleted_at IS NULL
            """;

        return await db.ExecuteAsync(sql, new { userId, formerHash, newHash }, ct) == 1;
    }

    public Task ResetPasswordAsync(Guid userId, string newHash, DateTimeOffset? verifiedAt, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET password_hash = @newHash,
                email_verified_at = coalesce(email_verified_at, @verifiedAt),
                security_version = security_version + 1
            WHERE id = @userId
            """;

        return db.ExecuteAsync(sql, new { userId, newHash, verifiedAt }, ct);
    }

    public Task VerifyEmailAsync(Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET email_verified_at = coalesce(email_verified_at, @now)
            WHERE id = @userId
            """;

        return db.ExecuteAsync(sql, new { userId, now }, ct);
    }

    public Task SetPendingEmailAsync(Guid userId, string email, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET pending_email = @email
            WHERE id = @userId
            """;

        return db.ExecuteAsync(sql, new { userId, email }, ct);
    }

    public Task<bool> TrySetEmailAsync(Guid userId, string email, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET email = @email,
                pending_email = NULL
            WHERE id = @userId
            """;

        return SaveAsync(() => db.ExecuteAsync(sql, new { userId, email }, ct));
    }

    public Task<bool> TryConfirmEmailChangeAsync(Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET email = pending_email,
                email_verified_at = @now,
                pending_email = NULL
            WHERE id = @userId
            """;

        return SaveAsync(() => db.ExecuteAsync(sql, new { userId, now }, ct));
    }

    public Task<bool> TryRestoreEmailAsync(Guid userId, string email, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET email = NULL,
                pending_email = NULL
            WHERE email_key = lower(normalize(@email, NFKC))
              AND id <> @userId
              AND email_verified_at IS NULL
              AND deleted_at IS NULL;

            UPDATE app.users
            SET email = @email,
                email_verified_at = @now,
                pending_email = NULL,
                password_hash = NULL,
                security_version = security_version + 1
            WHERE id = @userId
            """;

        return SaveAsync(() => db.ExecuteAsync(sql, new { userId, email, now }, ct));
    }

    public async Task<bool> TryAddOneTimeTokenAsync(NewOneTimeToken token, Guid mailId, CancellationToken ct)
    {
        // The lock makes it wait for a change that drops the mail, and makes such a change wait for it.
        const string sql = """
            WITH mail AS (
                SELECT id
                FROM app.mail_outbox
                WHERE id = @mailId
                  AND state = 'waiting'
                FOR UPDATE
            )
            INSERT INTO app.one_time_tokens (token_hash, user_id, purpose, email, issued_at, expires_at)
            SELECT @Hash, @UserId, @Purpose, @Email, @Now, @ExpiresAt
            FROM mail
            ON CONFLICT (token_hash) DO UPDATE
            SET expires_at = excluded.expires_at
            """;

        var row = new { token.Hash, token.UserId, Purpose = Stored(token.Purpose), token.Email, token.Now, token.ExpiresAt, mailId };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    public Task<bool> IsOneTimeTokenGoodAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            SELECT EXISTS (
                SELECT FROM app.one_time_tokens
                WHERE token_hash = @hash
                  AND purpose = @purpose
                  AND used_at IS NULL
                  AND expires_at > @now
            )
            """;

        return db.ScalarAsync<bool>(sql, new { hash, purpose = Stored(purpose), now }, ct);
    }

    public Task<UsedOneTimeToken?> TryUseOneTimeTokenAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            WITH used AS (
                UPDATE app.one_time_tokens AS t
                SET used_at = @now
                FROM app.users AS u
                WHERE t.token_hash = @hash
                  AND t.purpose = @purpose
                  AND t.used_at IS NULL
                  AND t.expires_at > @now
                  AND u.id = t.user_id
                  AND CASE t.purpose
                          WHEN 'take_back_email' THEN true
                          WHEN 'confirm_email_change' THEN lower(normalize(u.pending_email, NFKC)) = lower(normalize(t.email, NFKC))
                          ELSE u.email_key = lower(normalize(t.email, NFKC))
                      END
                  AND u.is_active
                  AND u.deleted_at IS NULL
                RETURNING t.user_id, t.email, t.issued_at
            ),
            siblings AS (
                UPDATE app.one_time_tokens AS t
                SET used_at = @now
                FROM used
                WHERE t.user_id = used.user_id
                  AND t.purpose = @purpose
                  AND t.token_hash <> @hash
                  AND t.used_at IS NULL
                  AND (t.purpose <> 'take_back_email' OR t.issued_at >= used.issued_at)
            )
            SELECT user_id, email
            FROM used
            """;

        return db.FindAsync<UsedOneTimeToken>(sql, new { hash, purpose = Stored(purpose), now }, ct);
    }

    // The unique index decides who has an address.
    private static async Task<bool> SaveAsync(Func<Task<int>> save)
    {
        try
        {
            return await save() > 0;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "users_email_key" })
        {
            return false;
        }
    }

    private static string Stored(OneTimePurpose purpose) => purpose switch
    {
        OneTimePurpose.VerifyEmail => "verify_email",
        OneTimePurpose.SetPassword => "set_password",
        OneTimePurpose.ConfirmEmailChange => "confirm_email_change",
        OneTimePurpose.TakeBackEmail => "take_back_email",
    };
}
