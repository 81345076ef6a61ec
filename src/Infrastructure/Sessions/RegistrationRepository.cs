using Agora.Application.Sessions;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Sessions;

internal sealed class RegistrationRepository(DbSession db) : IRegistrationRepository
{
    public async Task<bool> TryAddAsync(NewRegistration registration, CancellationToken ct)
    {
        const string ended = """
            DELETE FROM app.registrations
            WHERE username_key = lower(@Username)
              AND expires_at <= @Now
            """;
        const string sql = """
            INSERT INTO app.registrations (id, email, username, full_name, password_hash, requested_at, expires_at)
            SELECT @Id, @Email, @Username, @FullName, @PasswordHash, @Now, @ExpiresAt
            WHERE NOT EXISTS (SELECT FROM app.users WHERE username_key = lower(@Username) AND deleted_at IS NULL)
              AND NOT app.is_username_retired(@Username)
            ON CONFLICT (username_key) DO NOTHING
            """;

        await db.ExecuteAsync(ended, registration, ct);
        return await db.ExecuteAsync(sql, registration, ct) == 1;
    }

    public async Task<bool> TrySetTokenAsync(Guid registrationId, byte[] tokenHash, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.registrations
            SET token_hash = @tokenHash
            WHERE id = @registrationId
            """;

        return await db.ExecuteAsync(sql, new { registrationId, tokenHash }, ct) == 1;
    }

    public Task<ConfirmedRegistration?> TryTakeAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            DELETE FROM app.registrations
            WHERE token_hash = @tokenHash
              AND expires_at > @now
            RETURNING email, username, full_name, password_hash
            """;

        return db.FindAsync<ConfirmedRegistration>(sql, new { tokenHash, now }, ct);
    }
}
