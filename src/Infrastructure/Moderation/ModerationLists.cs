using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Moderation;

internal sealed class ModerationLists(DbSession db) : IModerationLists
{
    public async Task<IReadOnlyList<CaseView>> QueueAsync(CaseFilter filter, TimedKey after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, CASE WHEN m.comment_id IS NULL THEN 'post' ELSE 'comment' END AS subject, s.post_id, m.comment_id, m.author_id,
                   a.username, a.full_name, s.title, s.excerpt, m.status, m.category, m.flag_count, m.hidden_by IS NOT NULL AS hidden,
                   m.assignee_id, g.username AS assignee_username, g.full_name AS assignee_full_name, m.reason, m.decided_by, m.decided_at,
                   m.appeal, m.appealed_at, m.opened_at
            FROM app.moderation_cases AS m
            CROSS JOIN LATERAL (
                SELECT p.id AS post_id, p.title, p.excerpt FROM app.posts AS p WHERE p.id = m.post_id
                UNION ALL
                SELECT c.post_id, NULL, left(c.body, 280) FROM app.comments AS c WHERE c.id = m.comment_id
                LIMIT 1) AS s
            LEFT JOIN LATERAL (SELECT u.username, u.full_name FROM app.members AS u WHERE u.id = m.author_id LIMIT 1) AS a ON true
            LEFT JOIN LATERAL (SELECT u.username, u.full_name FROM app.members AS u WHERE u.id = m.assignee_id LIMIT 1) AS g ON true
            WHERE m.status = @Status
              AND (m.opened_at, m.id) > (@At, @Id)
              AND (@Subject::text IS NULL OR (m.comment_id IS NULL) = (@Subject = 'post'))
              AND (@Category::text IS NULL OR m.category = @Category)
              AND (@AnyAssignee OR m.assignee_id IS NOT DISTINCT FROM @Assignee::uuid)
            ORDER BY m.opened_at, m.id
            LIMIT @limit
            """;

        var stored = StoredFilter.Of(filter);
        var parameters = new { stored.Status, stored.Subject, stored.Category, stored.AnyAssignee, stored.Assignee, after.At, after.Id, limit };
        return [.. (await db.QueryAsync<CaseRow>(sql, parameters, ct)).Select(r => r.ToView())];
    }

    public Task<long> CountQueueAsync(CaseFilter filter, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT
            FROM app.moderation_cases AS m
            WHERE m.status = @Status
              AND (@Subject::text IS NULL OR (m.comment_id IS NULL) = (@Subject = 'post'))
              AND (@Category::text IS NULL OR m.category = @Category)
              AND (@AnyAssignee OR m.assignee_id IS NOT DISTINCT FROM @Assignee::uuid)
            """;

        return db.CountAsync(mode, sql, StoredFilter.Of(filter), ct);
    }

    public Task<IReadOnlyList<OwnCase>> OwnAsync(Guid authorId, TimedKey after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, CASE WHEN m.comment_id IS NULL THEN 'post' ELSE 'comment' END AS subject, s.post_id, m.comment_id, s.title, s.excerpt,
                   m.status, m.category, m.hidden_by IS NOT NULL AS hidden, m.reason, m.decided_at, m.appeal, m.appealed_at, m.opened_at
            FROM app.moderation_cases AS m
            CROSS JOIN LATERAL (
                SELECT p.id AS post_id, p.title, p.excerpt FROM app.posts AS p WHERE p.id = m.post_id
                UNION ALL
                SELECT c.post_id, NULL, left(c.body, 280) FROM app.comments AS c WHERE c.id = m.comment_id
                LIMIT 1) AS s
            WHERE m.author_id = @authorId
              AND (m.opened_at, m.id) < (@At, @Id)
            ORDER BY m.opened_at DESC, m.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<OwnCase>(sql, new { authorId, after.At, after.Id, limit }, ct);
    }

    public Task<IReadOnlyList<FlagView>> FlagsAsync(Guid caseId, TimedKey after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT f.id, f.reporter_id, f.category, f.note, f.created_at
            FROM app.flags AS f
            WHERE f.case_id = @caseId
              AND (f.created_at, f.id) > (@At, @Id)
            ORDER BY f.created_at, f.id
            LIMIT @limit
            """;

        return db.QueryAsync<FlagView>(sql, new { caseId, after.At, after.Id, limit }, ct);
    }

    public Task<IReadOnlyList<StrikeView>> StrikesAsync(Guid userId, TimedKey after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT s.case_id, s.category, s.given_at, s.revoked_at
            FROM app.strikes AS s
            WHERE s.user_id = @userId
              AND (s.given_at, s.case_id) < (@At, @Id)
            ORDER BY s.given_at DESC, s.case_id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<StrikeView>(sql, new { userId, after.At, after.Id, limit }, ct);
    }

    public Task<IReadOnlyList<LogEntry>> LogAsync(TimedKey after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.id, l.action, l.subject, l.subject_id, l.category, l.tag, l.into_tag, l.done_by, l.created_at
            FROM app.moderation_log AS l
            WHERE (l.created_at, l.id) < (@At, @Id)
            ORDER BY l.created_at DESC, l.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<LogEntry>(sql, new { after.At, after.Id, limit }, ct);
    }
}
