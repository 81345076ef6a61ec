using Agora.Application.Sessions;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Sessions;

internal sealed class CredentialRepository(DbSession db) : ICredentialRepository
{
    public Task<Credentials?> FindAsync(string name, CancellationToken ct)
    {
        // No username holds an @ and every address does, so at most one account answers to a name.
        const string sql = """
            SELECT id AS user_id, password_hash, is_active, email_verified_at IS NOT NULL AS is_email_verified
            FROM app.users
            WHERE deleted_at IS NULL
              AND (email_key = lower(normalize(@name, NFKC)) OR username_key = lower(@name))
            """;

        return db.FindAsync<Credentials>(sql, new { name }, ct);
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

    public Task ResetPasswordAsync(Guid userId, string newHash, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.users
            SET password_hash = @newHash,
                email_verified_at = coalesce(email_verified_at, @now),
                security_version = security_version + 1
            WHERE id = @userId
            """;

        return db.ExecuteAsync(sql, new { userId, newHash, now }, ct);
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

    public Task AddOneTimeTokenAsync(NewOneTimeToken token, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.one_time_tokens (token_hash, user_id, purpose, email, issued_at, expires_at)
            VALUES (@Hash, @UserId, @Purpose, @Email, @Now, @ExpiresAt)
            """;

        var row = new { token.Hash, token.UserId, Purpose = Stored(token.Purpose), token.Email, token.Now, token.ExpiresAt };
        return db.ExecuteAsync(sql, row, ct);
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

    public Task<Guid?> TryUseOneTimeTokenAsync(byte[] hash, OneTimePurpose purpose, DateTimeOffset now, CancellationToken ct)
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
                  AND u.email_key = lower(normalize(t.email, NFKC))
                  AND u.is_active
                  AND u.deleted_at IS NULL
                RETURNING t.user_id
            ),
            siblings AS (
                UPDATE app.one_time_tokens AS t
                SET used_at = @now
                FROM used
                WHERE t.user_id = used.user_id
                  AND t.purpose = @purpose
                  AND t.token_hash <> @hash
                  AND t.used_at IS NULL
            )
            SELECT user_id
            FROM used
            """;

        return db.FindAsync<Guid?>(sql, new { hash, purpose = Stored(purpose), now }, ct);
    }

    private static string Stored(OneTimePurpose purpose) => purpose switch
    {
        OneTimePurpose.VerifyEmail => "verify_email",
        OneTimePurpose.SetPassword => "set_password",
    };
}
