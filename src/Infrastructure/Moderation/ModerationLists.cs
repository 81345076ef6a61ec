using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Moderation;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Moderation;

internal sealed class ModerationLists(DbSession db) : IModerationLists
{
    public async Task<IReadOnlyList<CaseView>> QueueAsync(CaseFilter filter, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, CASE WHEN m.comment_id IS NULL THEN 'post' ELSE 'comment' END AS subject, s.post_id, m.comment_id, m.author_id,
                   a.username, a.full_name, s.title, s.excerpt, m.status, m.category, m.flag_count, m.hidden_by IS NOT NULL AS hidden,
                   m.assignee_id, g.username AS assignee_username, g.full_name AS assignee_full_name, m.reason, m.decided_by, m.decided_at,
                   m.appeal, m.appealed_at, m.opened_at, m.edited_at, m.version
            FROM app.moderation_cases AS m
            CROSS JOIN LATERAL (
                SELECT p.id AS post_id, p.title, p.excerpt FROM app.posts AS p WHERE p.id = m.post_id
                UNION ALL
                SELECT c.post_id, NULL, left(c.body, 280) FROM app.comments AS c WHERE c.id = m.comment_id
                LIMIT 1) AS s
            LEFT JOIN LATERAL (SELECT u.username, u.full_name FROM app.members AS u WHERE u.id = m.author_id LIMIT 1) AS a ON true
            LEFT JOIN LATERAL (SELECT u.username, u.full_name FROM app.members AS u WHERE u.id = m.assignee_id LIMIT 1) AS g ON true
            WHERE m.status = @Status
              AND m.author_id <> @Me
              AND (m.opened_at, m.id) > (@At, @Id)
              AND (@Subject::text IS NULL OR (m.comment_id IS NULL) = (@Subject = 'post'))
              AND (@Category::text IS NULL OR m.category = @Category)
              AND (@AnyAssignee OR m.assignee_id IS NOT DISTINCT FROM @Assignee::uuid)
            ORDER BY m.opened_at, m.id
            LIMIT @limit
            """;

        var stored = StoredFilter.Of(filter);
        var parameters = new
        {
            stored.Status,
            stored.Subject,
            stored.Category,
            stored.AnyAssignee,
            stored.Assignee,
            stored.Me,
            after.At,
            after.Id,
            limit,
        };
        return [.. (await db.QueryAsync<CaseRow>(sql, parameters, ct)).Select(r => r.ToView())];
    }

    public Task<long> CountQueueAsync(CaseFilter filter, CountMode mode, CancellationToken ct)
    {
        const string sql = """
            SELECT
            FROM app.moderation_cases AS m
            WHERE m.status = @Status
              AND m.author_id <> @Me
              AND (@Subject::text IS NULL OR (m.comment_id IS NULL) = (@Subject = 'post'))
              AND (@Category::text IS NULL OR m.category = @Category)
              AND (@AnyAssignee OR m.assignee_id IS NOT DISTINCT FROM @Assignee::uuid)
            """;

        return db.CountAsync(mode, sql, StoredFilter.Of(filter), ct);
    }

    public Task<IReadOnlyList<OwnCase>> OwnAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT m.id, CASE WHEN m.comment_id IS NULL THEN 'post' ELSE 'comment' END AS subject, s.post_id, m.comment_id, s.title,
                   s.excerpt, m.status, m.category, m.hidden_by IS NOT NULL AS hidden, m.reason, m.decided_at, m.appeal, m.appealed_at,
                   m.opened_at, m.edited_at, m.version
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

    public async Task<CaseFlags?> FlagsAsync(Guid caseId, KeysetPosition after, int limit, CancellationToken ct)
    {
        // A case without flags is one row of nulls, a case that is not there is none.
        const string sql = """
            SELECT m.author_id, f.id, f.reporter_id, f.category, f.note, f.created_at
            FROM app.moderation_cases AS m
            LEFT JOIN LATERAL (
                SELECT e.id, e.reporter_id, e.category, e.note, e.created_at
                FROM app.flags AS e
                WHERE e.case_id = m.id
                  AND (e.created_at, e.id) > (@At, @Id)
                ORDER BY e.created_at, e.id
                LIMIT @limit) AS f ON true
            WHERE m.id = @caseId
            ORDER BY f.created_at, f.id
            """;

        var rows = await db.QueryAsync<FlagRow>(sql, new { caseId, after.At, after.Id, limit }, ct);
        return rows.Count == 0
            ? null
            : new CaseFlags(rows[0].AuthorId, [.. rows.Where(r => r.Id is not null).Select(r => r.ToView())]);
    }

    public Task<IReadOnlyList<StrikeView>?> StrikesAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.case_id, l.category, l.given_at, l.revoked_at
            FROM (SELECT m.id FROM app.members AS m WHERE m.id = @userId LIMIT 1) AS a
            LEFT JOIN LATERAL (
                SELECT s.case_id, s.category, s.given_at, s.revoked_at
                FROM app.strikes AS s
                WHERE s.user_id = @userId
                  AND (s.given_at, s.case_id) < (@At, @Id)
                ORDER BY s.given_at DESC, s.case_id DESC
                LIMIT @limit) AS l ON true
            ORDER BY l.given_at DESC, l.case_id DESC
            """;

        return db.QueryOfAsync<StrikeView>(sql, new { userId, after.At, after.Id, limit }, ct);
    }

    public Task<IReadOnlyList<LogEntry>> LogAsync(KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT l.id, l.action, l.subject, l.subject_id, l.category, l.tag, l.into_tag, l.done_by, l.created_at, r.reason
            FROM app.moderation_log AS l
            LEFT JOIN app.moderation_reasons AS r ON r.log_id = l.id
            WHERE (l.created_at, l.id) < (@At, @Id)
            ORDER BY l.created_at DESC, l.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<LogEntry>(sql, new { after.At, after.Id, limit }, ct);
    }

    /// <summary>All but the author is null in the one row of a case without flags.</summary>
    private sealed record FlagRow(
        Guid AuthorId, Guid? Id, Guid? ReporterId, FlagCategory? Category, string? Note, DateTimeOffset? CreatedAt)
    {
        public FlagView ToView() => new(Id!.Value, ReporterId!.Value, Category!.Value, Note, CreatedAt!.Value);
    }
}
