using Agora.Application.Maintenance;
using Agora.Domain.Maintenance;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Maintenance;

internal sealed class ActionRecords(DbSession db) : IActionRecords
{
    // The job of a slow action has its id. One that was cancelled before a worker took it never began.
    private const string Columns = """
        SELECT a.id, a.action, a.target, a.reason, a.actor_id,
               CASE WHEN a.outcome IS NOT NULL THEN a.outcome
                    WHEN j.state IN ('cancelled', 'failed') THEN j.state
                    WHEN a.started_at IS NULL THEN 'queued'
                    ELSE 'running' END AS state,
               a.requested_at, a.started_at, a.finished_at, coalesce(a.error_code, j.error_code) AS error_code, a.detail
        FROM app.operator_actions AS a
        LEFT JOIN app.jobs AS j ON j.id = a.id
        """;

    public Task<IReadOnlyList<OperatorActionView>> ListAsync(OperatorActionKind? kind, Guid before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            {Columns}
            WHERE a.id < @before
              AND (@action::text IS NULL OR a.action = @action)
            ORDER BY a.id DESC
            LIMIT @limit
            """;

        return db.QueryAsync<OperatorActionView>(
            sql, new { action = kind is { } wanted ? Stored.Name(wanted) : null, before, limit }, ct);
    }

    public Task<OperatorActionView?> FindAsync(Guid actionId, CancellationToken ct)
    {
        const string sql = $"""
            {Columns}
            WHERE a.id = @actionId
            """;

        return db.FindAsync<OperatorActionView>(sql, new { actionId }, ct);
    }
}
