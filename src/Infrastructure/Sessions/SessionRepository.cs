using Agora.Application.Sessions;
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
}
