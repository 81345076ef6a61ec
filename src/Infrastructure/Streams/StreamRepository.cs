using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.EventLog;

namespace Agora.Infrastructure.Streams;

internal sealed class StreamRepository(DbSession db) : IStreamRepository
{
    public async Task<Result<LoggedEvents>> ReadAsync(EventPosition after, int limit, CancellationToken ct)
    {
        await db.ExecuteAsync(EventRow.CloseBatch, null, ct);
        const string sql = $"""
            SELECT {EventRow.Columns}
            FROM app.read_events(@Log, @Batch, @Id, @limit)
            """;

        return await EventRow.PageAsync(db, sql, new { after.Log, after.Batch, after.Id, limit }, ct);
    }

    public Task<IReadOnlyList<EventReader>> ReadersAsync(
        IReadOnlyList<LoggedEvent> events, IReadOnlyList<Reader> readers, CancellationToken ct)
    {
        const string sql = """
            SELECT r.number AS event_number, r.reader AS reader_id, r.is_shown
            FROM app.find_event_readers(@numbers, @audiences, @posts, @comments, @owners, @users, @ids, @roles) AS r
            """;

        return db.QueryAsync<EventReader>(
            sql,
            new
            {
                numbers = events.Select(e => e.Position.Id).ToArray(),
                audiences = events.Select(e => e.Audience).ToArray(),
                posts = events.Select(e => e.PostId).ToArray(),
                comments = events.Select(e => e.CommentId).ToArray(),
                owners = events.Select(e => e.OwnerId).ToArray(),
                users = events.Select(e => e.UserId).ToArray(),
                ids = readers.Select(r => r.UserId).ToArray(),
                roles = readers.Select(r => ContextSigner.RoleName(r.Role)).ToArray(),
            },
            ct);
    }

    public Task<IReadOnlyList<FollowedOwner>> FollowedAsync(
        IReadOnlyList<Guid> readers, IReadOnlyList<Guid> owners, CancellationToken ct)
    {
        const string sql = """
            SELECT f.follower_id AS reader_id, f.followee_id AS owner_id
            FROM app.follows AS f
            WHERE f.follower_id = ANY (@readers) AND f.followee_id = ANY (@owners)
            """;

        return db.QueryAsync<FollowedOwner>(sql, new { readers = readers.ToArray(), owners = owners.ToArray() }, ct);
    }

    public Task<IReadOnlyList<LiveSession>> LiveSessionsAsync(IReadOnlyList<Guid> sessions, CancellationToken ct)
    {
        const string sql = """
            SELECT s.id, u.security_version
            FROM app.user_sessions AS s
            JOIN app.users AS u ON u.id = s.user_id
            WHERE s.id = ANY (@sessions)
              AND s.revoked_at IS NULL
              AND u.is_active
              AND u.deleted_at IS NULL
            """;

        return db.QueryAsync<LiveSession>(sql, new { sessions = sessions.ToArray() }, ct);
    }
}
