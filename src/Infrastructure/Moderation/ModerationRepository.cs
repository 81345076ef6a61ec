using Agora.Application.Moderation;
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

    public async Task<bool> TryAssignAsync(Assignment assignment, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.moderation_cases
            SET assignee_id = @To
            WHERE id = @CaseId
              AND status IN ('open', 'appealed')
              AND assignee_id IS NOT DISTINCT FROM @From
              AND (@Version::integer IS NULL OR version = @Version)
            """;

        return await db.ExecuteAsync(sql, assignment, ct) == 1;
    }

    public async Task<bool> TryDecideAsync(Decision decision, CancellationToken ct)
    {
        // The content is locked before the case, as an edit does it. An edit that was first has made another version of the case.
        const string sql = """
            WITH post AS MATERIALIZED (
                SELECT p.id
                FROM app.posts AS p
                WHERE p.id = (SELECT m.post_id FROM app.moderation_cases AS m WHERE m.id = @CaseId)
                FOR NO KEY UPDATE
            ), comment AS MATERIALIZED (
                SELECT c.id
                FROM app.comments AS c
                WHERE c.id = (SELECT m.comment_id FROM app.moderation_cases AS m WHERE m.id = @CaseId)
                FOR NO KEY UPDATE
            )
            UPDATE app.moderation_cases
            SET status = @To,
                category = coalesce(@Category, category),
                flag_count = 0,
                hidden_by = CASE WHEN @To = 'rejected' THEN 'moderator' END,
                assignee_id = NULL,
                reason = @Reason,
                decided_by = @DecidedBy,
                decided_at = @Now
            WHERE id = @CaseId
              AND version = @Version
              AND coalesce((SELECT p.id FROM post AS p), (SELECT c.id FROM comment AS c)) IS NOT NULL
            """;

        var row = new
        {
            decision.CaseId,
            decision.Version,
            To = Stored.Name(decision.To),
            decision.Reason,
            Category = decision.Category is { } category ? Stored.Name(category) : null,
            decision.DecidedBy,
            decision.Now,
        };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    public async Task<bool> TryAppealAsync(Guid caseId, int? version, string appeal, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.moderation_cases
            SET status = 'appealed',
                appeal = @appeal,
                appealed_at = @now,
                opened_at = @now
            WHERE id = @caseId
              AND status = 'rejected'
              AND appealed_at IS NULL
              AND (@version::integer IS NULL OR version = @version)
            """;

        return await db.ExecuteAsync(sql, new { caseId, version, appeal, now }, ct) == 1;
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
