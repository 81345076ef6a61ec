using Agora.Application.Common;
using Agora.Application.Notifications;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Notifications;

// Lists and counts ask app.notification_shows, as row-level security does, so that they and marks agree; they bound how often.
internal sealed class NotificationRepository(DbSession db) : INotificationRepository
{
    public async Task<NotificationWalk> ListAsync(
        bool unreadOnly, KeysetPosition after, int wanted, int walked, CancellationToken ct)
    {
        const string sql = """
            SELECT n.id, n.kind, n.actor_id, m.username, m.full_name, n.post_id, n.comment_id, n.case_id, n.likes, n.created_at, n.read_at,
                   n.is_shown
            FROM app.list_notifications(@unreadOnly, @At, @Id, @wanted, @walked) AS n
            LEFT JOIN LATERAL (SELECT a.username, a.full_name FROM app.members AS a WHERE a.id = n.actor_id LIMIT 1) AS m ON true
            ORDER BY n.created_at DESC, n.id DESC
            """;

        var rows = await db.QueryAsync<NotificationRow>(sql, new { unreadOnly, after.At, after.Id, wanted, walked }, ct);
        return new NotificationWalk(
            [.. rows.Where(r => r.IsShown).Select(r => r.ToView())],
            rows is [.., { IsShown: false } last] ? new KeysetPosition(last.CreatedAt, last.Id) : null);
    }

    public Task<int> CountUnreadAsync(int most, int walked, CancellationToken ct)
    {
        const string sql = "SELECT app.count_unread_notifications(@most, @walked)";

        return db.ScalarAsync<int>(sql, new { most, walked }, ct);
    }

    public Task<bool> TryMarkReadUpToAsync(Guid notificationId, int most, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = "SELECT app.read_notifications(@notificationId, @most, @now)";

        return db.ScalarAsync<bool>(sql, new { notificationId, most, now }, ct);
    }

    public Task MarkReadAsync(Guid userId, Guid[] notificationIds, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.notifications
            SET read_at = @now
            WHERE id = ANY (@notificationIds)
              AND user_id = @userId
              AND read_at IS NULL
            """;

        return db.ExecuteAsync(sql, new { userId, notificationIds, now }, ct);
    }

    public async Task<bool> TryMuteAsync(Guid userId, Guid postId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            WITH post AS (
                SELECT p.id FROM app.posts AS p WHERE p.id = @postId AND p.deleted_at IS NULL
            ), made AS (
                INSERT INTO app.muted_posts (user_id, post_id, created_at)
                SELECT @userId, p.id, @now FROM post AS p
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM post)
            """;

        try
        {
            return await db.ScalarAsync<bool>(sql, new { userId, postId, now }, ct);
        }
        catch (PostgresException gone)
            when (gone is { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: "muted_posts_post_id_fkey" })
        {
            return false;
        }
    }

    public Task UnmuteAsync(Guid userId, Guid postId, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.muted_posts WHERE user_id = @userId AND post_id = @postId";

        return db.ExecuteAsync(sql, new { userId, postId }, ct);
    }

    public async Task<Guid?> QueueDigestsAsync(Guid after, int limit, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            SELECT q.last_user
            FROM app.queue_digests(@now, @after, @limit) AS q
            WHERE q.last_user IS NOT NULL
            """;

        return await db.QueryAsync<Guid>(sql, new { now, after, limit }, ct) is [var last] ? last : null;
    }

    public async Task<ReaderPage> MarkHiddenAsync(Guid after, int limit, int walked, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = "SELECT r.last_user, r.marked FROM app.read_hidden_notifications(@now, @after, @limit, @walked) AS r";

        return (await db.FindAsync<ReaderPage>(sql, new { now, after, limit, walked }, ct))!;
    }

    public Task EndDigestsAsync(Guid userId, CancellationToken ct)
    {
        const string sql = "SELECT app.end_digests(@userId)";

        return db.ExecuteAsync(sql, new { userId }, ct);
    }

    public Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct)
    {
        const string sql = "SELECT app.purge_notifications(@kept, @most)";

        return db.ScalarAsync<int>(sql, new { kept, most }, ct);
    }

    private sealed record NotificationRow(
        Guid Id,
        NotificationKind Kind,
        Guid? ActorId,
        string? Username,
        string? FullName,
        Guid? PostId,
        Guid? CommentId,
        Guid? CaseId,
        int Likes,
        DateTimeOffset CreatedAt,
        DateTimeOffset? ReadAt,
        bool IsShown)
    {
        public NotificationView ToView() => new(
            Id,
            Kind,
            ActorId is { } actor ? new PostAuthor(actor, Username, FullName) : null,
            PostId,
            CommentId,
            CaseId,
            Likes,
            CreatedAt,
            ReadAt);
    }
}
