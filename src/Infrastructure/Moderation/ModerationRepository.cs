using Agora.Application.Moderation;
using Agora.Domain.Moderation;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Moderation;

internal sealed class ModerationRepository(DbSession db) : IModerationRepository
{
    public async Task<FlagOutcome> FlagAsync(NewFlag flag, CancellationToken ct)
    {
        const string sql = "SELECT app.flag_content(@Id, @PostId, @CommentId, @Category, @Note) AS outcome";

        var row = new { flag.Id, flag.PostId, flag.CommentId, Category = Stored.Name(flag.Category), flag.Note };
        return (await db.ScalarAsync<FlagRow>(sql, row, ct)).Outcome;
    }

    public async Task<CaseView?> FindAsync(Guid caseId, CancellationToken ct)
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
            WHERE m.id = @caseId
            """;

        return (await db.FindAsync<CaseRow>(sql, new { caseId }, ct))?.ToView();
    }

    public async Task<ModerationCase?> LoadAsync(Guid caseId, CancellationToken ct)
    {
        // A case is the actor's to see with its content: each table says who sees its rows.
        const string sql = """
            SELECT m.id, m.author_id, m.status, m.category, m.hidden_by IS NOT NULL AS is_hidden, m.assignee_id, m.decided_by,
                   m.decided_at, m.appealed_at, m.version
            FROM app.moderation_cases AS m
            WHERE m.id = @caseId
              AND (EXISTS (SELECT FROM app.posts AS p WHERE p.id = m.post_id)
                   OR EXISTS (SELECT FROM app.comments AS c WHERE c.id = m.comment_id))
            """;

        return (await db.FindAsync<StoredCase>(sql, new { caseId }, ct))?.ToCase();
    }

    public async Task<bool> TrySaveDecisionAsync(ModerationCase decided, CancellationToken ct)
    {
        // The content is locked before the case, as an edit does it. An edit that was first has made another version of the case.
        // Flags make none: those that came meanwhile are decided with the others.
        const string sql = """
            WITH post AS MATERIALIZED (
                SELECT p.id
                FROM app.posts AS p
                WHERE p.id = (SELECT m.post_id FROM app.moderation_cases AS m WHERE m.id = @Id)
                FOR NO KEY UPDATE
            ), comment AS MATERIALIZED (
                SELECT c.id
                FROM app.comments AS c
                WHERE c.id = (SELECT m.comment_id FROM app.moderation_cases AS m WHERE m.id = @Id)
                FOR NO KEY UPDATE
            )
            UPDATE app.moderation_cases
            SET status = @Status,
                category = @Category,
                flag_count = 0,
                hidden_by = CASE WHEN @IsHidden THEN 'moderator' END,
                assignee_id = @AssigneeId,
                reason = @Reason,
                decided_by = @DecidedBy,
                decided_at = @DecidedAt
            WHERE id = @Id
              AND version = @Version
              AND coalesce((SELECT p.id FROM post AS p), (SELECT c.id FROM comment AS c)) IS NOT NULL
            """;

        var row = new
        {
            decided.Id,
            decided.Version,
            Status = Stored.Name(decided.Status),
            Category = Stored.Name(decided.Category),
            decided.IsHidden,
            decided.AssigneeId,
            decided.Reason,
            decided.DecidedBy,
            decided.DecidedAt,
        };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    public async Task<bool> TrySaveAppealAsync(ModerationCase appealed, int? read, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.moderation_cases
            SET status = @Status,
                appeal = @AppealText,
                appealed_at = @AppealedAt,
                opened_at = @AppealedAt
            WHERE id = @Id
              AND status = 'rejected'
              AND appealed_at IS NULL
              AND (@read::integer IS NULL OR version = @read)
            """;

        var row = new { appealed.Id, Status = Stored.Name(appealed.Status), appealed.AppealText, appealed.AppealedAt, read };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    public async Task<bool> TrySaveAssigneeAsync(ModerationCase assigned, Guid? former, int? read, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.moderation_cases
            SET assignee_id = @AssigneeId
            WHERE id = @Id
              AND status IN ('open', 'appealed')
              AND assignee_id IS NOT DISTINCT FROM @former
              AND (@read::integer IS NULL OR version = @read)
            """;

        return await db.ExecuteAsync(sql, new { assigned.Id, assigned.AssigneeId, former, read }, ct) == 1;
    }

    public Task<ModerationSettingsView?> FindSettingsAsync(CancellationToken ct)
    {
        const string sql = "SELECT s.hide_after_flags, s.version, s.updated_at FROM app.moderation_settings AS s";

        return db.FindAsync<ModerationSettingsView>(sql, null, ct);
    }

    public Task<ModerationSettingsView?> SaveSettingsAsync(int version, int hideAfterFlags, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.moderation_settings
            SET hide_after_flags = @hideAfterFlags
            WHERE version = @version
            RETURNING hide_after_flags, version, updated_at
            """;

        return db.FindAsync<ModerationSettingsView>(sql, new { version, hideAfterFlags }, ct);
    }

    private sealed record FlagRow(FlagOutcome Outcome);
}
