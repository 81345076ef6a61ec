using Agora.Application.Sessions;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Sessions;

internal sealed class SessionRepository(DbSession db) : ISessionRepository
{
    public Task<SessionGrant?> FindGrantAsync(Guid sessionId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            SELECT s.id AS session_id, s.user_id, u.role, u.security_version
            FROM app.user_sessions AS s
            JOIN app.users AS u ON u.id = s.user_id
            WHERE s.id = @sessionId
              AND s.revoked_at IS NULL
              AND s.expires_at > @now
              AND u.is_active
              AND u.deleted_at IS NULL
            """;

        return db.FindAsync<SessionGrant>(sql, new { sessionId, now }, ct);
    }

    public Task<bool> WasOpenedSinceAsync(Guid? sessionId, DateTimeOffset since, CancellationToken ct)
    {
        const string sql = """
            SELECT EXISTS (
                SELECT FROM app.user_sessions
                WHERE id = @sessionId
                  AND created_at >= @since
            )
            """;

        return db.ScalarAsync<bool>(sql, new { sessionId, since }, ct);
    }

    public Task<SessionGrant?> TryStartAsync(NewSession opened, int most, CancellationToken ct)
    {
        // The account's row is locked first: a password that is being changed, or an account that is being closed, is
        // waited for and then seen.
        const string sql = """
            WITH account AS (
                UPDATE app.users
                SET last_login_at = @Now,
                    password_hash = coalesce(@BetterPasswordHash, password_hash)
                WHERE id = @UserId
                  AND password_hash = @CheckedPasswordHash
                  AND is_active
                  AND deleted_at IS NULL
                RETURNING id, role, security_version
            ),
            opened AS (
                INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, ip)
                SELECT @Id, id, @Now, @Now, @ExpiresAt, @UserAgent, @Ip::inet
                FROM account
                RETURNING id
            ),
            token AS (
                INSERT INTO app.refresh_tokens (token_hash, session_id, issued_at, expires_at)
                SELECT @tokenHash, id, @Now, @tokenExpiresAt
                FROM opened
            ),
            displaced AS (
                UPDATE app.user_sessions
                SET revoked_at = @Now,
                    revoked_reason = 'displaced'
                WHERE id IN (
                    SELECT s.id
                    FROM app.user_sessions AS s
                    JOIN account AS a ON a.id = s.user_id
                    WHERE s.revoked_at IS NULL
                    ORDER BY s.last_used_at DESC, s.id DESC
                    OFFSET @most - 1
                )
            )
            SELECT o.id AS session_id, a.id AS user_id, a.role, a.security_version
            FROM account AS a, opened AS o
            """;

        var row = new
        {
            opened.Session.Id,
            opened.Session.UserId,
            opened.Session.ExpiresAt,
            opened.Session.UserAgent,
            opened.Origin.Ip,
            opened.CheckedPasswordHash,
            opened.BetterPasswordHash,
            tokenHash = opened.Token.Hash.ToArray(),
            tokenExpiresAt = opened.Token.ExpiresAt,
            opened.Now,
            most,
        };
        return db.FindAsync<SessionGrant>(sql, row, ct);
    }

    public Task<SessionGrant?> TryRotateAsync(Rotation rotation, CancellationToken ct)
    {
        // The first UPDATE decides who of many parallel uses wins: the others wait for its row, and then find it used.
        const string sql = """
            WITH spent AS (
                UPDATE app.refresh_tokens
                SET used_at = @Now
                WHERE token_hash = @UsedHash
                  AND used_at IS NULL
                  AND expires_at > @Now
                RETURNING session_id
            ),
            alive AS (
                UPDATE app.user_sessions AS s
                SET last_used_at = @Now,
                    user_agent = @UserAgent,
                    ip = @Ip::inet
                FROM spent AS t, app.users AS u
                WHERE s.id = t.session_id
                  AND s.revoked_at IS NULL
                  AND s.expires_at > @Now
                  AND u.id = s.user_id
                  AND u.is_active
                  AND u.deleted_at IS NULL
                RETURNING s.id, s.user_id, s.expires_at, u.role, u.security_version
            ),
            fresh AS (
                INSERT INTO app.refresh_tokens (token_hash, session_id, issued_at, expires_at)
                SELECT @FreshHash, id, @Now, least(@Now + @IdleLifetime, expires_at)
                FROM alive
            )
            SELECT id AS session_id, user_id, role, security_version
            FROM alive
            """;

        var row = new
        {
            rotation.UsedHash,
            rotation.FreshHash,
            rotation.Now,
            rotation.IdleLifetime,
            rotation.Origin.UserAgent,
            rotation.Origin.Ip,
        };
        return db.FindAsync<SessionGrant>(sql, row, ct);
    }

    public async Task<PresentedToken?> FindPresentedAsync(Rotation rotation, IReadOnlyList<byte[]> successors, CancellationToken ct)
    {
        const string sql = """
            SELECT t.token_hash, t.expires_at AS token_expires_at, t.used_at AS token_used_at,
                   f.token_hash AS successor_hash, f.expires_at AS successor_expires_at, f.used_at AS successor_used_at,
                   s.id AS session_id, s.user_id, s.user_agent, s.expires_at, s.revoked_at AS ended_at,
                   u.is_active AND u.deleted_at IS NULL AS is_account_open, u.role, u.security_version
            FROM app.refresh_tokens AS t
            JOIN app.user_sessions AS s ON s.id = t.session_id
            JOIN app.users AS u ON u.id = s.user_id
            LEFT JOIN app.refresh_tokens AS f ON f.token_hash = ANY (@successors) AND f.session_id = t.session_id
            WHERE t.token_hash = @UsedHash
            """;

        var key = new { rotation.UsedHash, successors = successors.ToArray() };
        return (await db.FindAsync<PresentedRow>(sql, key, ct))?.ToPresented(rotation.Origin.UserAgent);
    }

    public async Task<bool> TryEndAsync(SessionKey session, SessionEnd reason, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.user_sessions
            SET revoked_at = @now,
                revoked_reason = @reason
            WHERE id = @SessionId
              AND user_id = @UserId
              AND revoked_at IS NULL
              AND expires_at > @now
            """;

        var row = new { session.SessionId, session.UserId, reason = Stored(reason), now };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    public Task EndAllAsync(Guid userId, Guid? except, SessionEnd reason, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            SELECT app.end_one_time_links(@userId, @now, false);

            UPDATE app.user_sessions
            SET revoked_at = @now,
                revoked_reason = @reason
            WHERE user_id = @userId
              AND id IS DISTINCT FROM @except::uuid
              AND revoked_at IS NULL
            """;

        return db.ExecuteAsync(sql, new { userId, except, reason = Stored(reason), now }, ct);
    }

    public Task<IReadOnlyList<SessionView>> ListAsync(
        SessionKey current, DateTimeOffset now, DateTimeOffset idleSince, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT id, created_at, last_used_at, expires_at, user_agent, host(ip) AS ip, id = @SessionId AS is_current
            FROM app.user_sessions
            WHERE user_id = @UserId
              AND revoked_at IS NULL
              AND expires_at > @now
              AND last_used_at > @idleSince
            ORDER BY last_used_at DESC, id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<SessionView>(sql, new { current.SessionId, current.UserId, now, idleSince, limit }, ct);
    }

    public Task AddEventAsync(SecurityEvent entry, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.security_events (id, at, kind, user_id, session_id, ip, user_agent)
            VALUES (@Id, @At, @Kind, @UserId, @SessionId, @Ip::inet, @UserAgent)
            """;

        var row = new
        {
            entry.Id,
            entry.At,
            Kind = Stored(entry.Kind),
            entry.UserId,
            entry.SessionId,
            entry.Origin.Ip,
            entry.Origin.UserAgent,
        };
        return db.ExecuteAsync(sql, row, ct);
    }

    public Task<int> PurgeAsync(int most, CancellationToken ct)
    {
        const string sql = """
            SELECT app.purge_sessions(@most)
            """;

        return db.ScalarAsync<int>(sql, new { most }, ct);
    }

    private sealed record PresentedRow(
        byte[] TokenHash,
        DateTimeOffset TokenExpiresAt,
        DateTimeOffset? TokenUsedAt,
        byte[]? SuccessorHash,
        DateTimeOffset? SuccessorExpiresAt,
        DateTimeOffset? SuccessorUsedAt,
        Guid SessionId,
        Guid UserId,
        string? UserAgent,
        DateTimeOffset ExpiresAt,
        DateTimeOffset? EndedAt,
        bool IsAccountOpen,
        UserRole Role,
        int SecurityVersion)
    {
        public PresentedToken ToPresented(string? sentBy)
        {
            var token = new RefreshToken(TokenHash, TokenExpiresAt, TokenUsedAt);
            var successor = SuccessorHash is { } hash ? new RefreshToken(hash, SuccessorExpiresAt!.Value, SuccessorUsedAt) : null;
            return new PresentedToken(
                Session.Load(SessionId, UserId, UserAgent, ExpiresAt, EndedAt),
                new RepeatedUse(token, successor, sentBy, IsAccountOpen),
                new SessionGrant(SessionId, UserId, Role, SecurityVersion));
        }
    }

    private static string Stored(SessionEnd reason) => reason switch
    {
        SessionEnd.Logout => "logout",
        SessionEnd.LogoutAll => "logout_all",
        SessionEnd.Revoked => "revoked",
        SessionEnd.Displaced => "displaced",
        SessionEnd.PasswordChanged => "password_changed",
        SessionEnd.PasswordReset => "password_reset",
        SessionEnd.TokenReused => "token_reused",
        SessionEnd.AccountClosed => "account_closed",
    };

    private static string Stored(SecurityEventKind kind) => kind switch
    {
        SecurityEventKind.Registered => "registered",
        SecurityEventKind.EmailVerified => "email_verified",
        SecurityEventKind.RefreshTokenReused => "refresh_token_reused",
        SecurityEventKind.SessionsEnded => "sessions_ended",
        SecurityEventKind.PasswordChanged => "password_changed",
        SecurityEventKind.PasswordReset => "password_reset",
        SecurityEventKind.AdminCreated => "admin_created",
        SecurityEventKind.EmailChangeRequested => "email_change_requested",
        SecurityEventKind.EmailChanged => "email_changed",
        SecurityEventKind.EmailTakenBack => "email_taken_back",
    };
}
