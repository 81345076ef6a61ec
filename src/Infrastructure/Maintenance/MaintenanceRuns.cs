using Agora.Application.Maintenance;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Maintenance;

internal sealed class MaintenanceRuns(DbSession db) : IMaintenanceRuns
{
    public async Task<UnfinishedRun> OpenAsync(Guid newId, CancellationToken ct)
    {
        const string sql = """
            WITH former AS (
                UPDATE app.maintenance_runs AS r SET state = 'running', stopped_by = NULL WHERE r.state <> 'finished'
                RETURNING r.id, r.phase
            ), fresh AS (
                INSERT INTO app.maintenance_runs (id) SELECT @newId WHERE NOT EXISTS (SELECT FROM former)
                RETURNING id, phase
            )
            SELECT id, phase FROM former UNION ALL SELECT id, phase FROM fresh
            """;

        var run = (await db.FindAsync<RunKey>(sql, new { newId }, ct))!;
        return new UnfinishedRun(run.Id, run.Phase, await LeftAsync(run.Id, ct));
    }

    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(
        Guid runId, int phase, IReadOnlyList<MaintenanceNeed> needs, CancellationToken ct)
    {
        const string sql = """
            WITH planned AS (
                INSERT INTO app.maintenance_steps (run_id, place, action, target, reason, bytes_before, factor_before, rows_before)
                SELECT @runId, n.place + coalesce((SELECT max(s.place) FROM app.maintenance_steps AS s WHERE s.run_id = @runId), 0),
                       n.action, n.target, n.reason, n.bytes, n.factor, n.rows
                FROM unnest(@actions, @targets, @reasons, @bytes, @factors, @rows)
                    WITH ORDINALITY AS n (action, target, reason, bytes, factor, rows, place)
            )
            UPDATE app.maintenance_runs AS r SET phase = @phase WHERE r.id = @runId
            """;

        var rows = new
        {
            runId,
            phase,
            actions = needs.Select(need => Names.Of(need.Action)).ToArray(),
            targets = needs.Select(need => need.Target).ToArray(),
            reasons = needs.Select(need => need.Reason).ToArray(),
            bytes = needs.Select(need => need.Bytes).ToArray(),
            factors = needs.Select(need => need.Factor).ToArray(),
            rows = needs.Select(need => need.Rows).ToArray(),
        };
        await db.ExecuteAsync(sql, rows, ct);
        return await LeftAsync(runId, ct);
    }

    public Task BeginStepAsync(Guid runId, int place, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.maintenance_steps AS s
            SET state = 'running', started_at = clock_timestamp()
            WHERE s.run_id = @runId AND s.place = @place
            """;

        return db.ExecuteAsync(sql, new { runId, place }, ct);
    }

    public Task EndStepAsync(Guid runId, int place, Result<StepResult> result, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.maintenance_steps AS s
            SET state = @state, finished_at = clock_timestamp(), bytes_after = @bytes, factor_after = @factor, rows_after = @rows,
                error_code = @code, detail = left(@detail, 500)
            WHERE s.run_id = @runId AND s.place = @place
            """;

        var after = result.IsSuccess ? result.Value : null;
        return db.ExecuteAsync(
            sql,
            new
            {
                runId,
                place,
                state = after is null ? "failed" : after.IsMended ? "done" : "partial",
                bytes = after?.Bytes,
                factor = after?.Factor,
                rows = after?.Rows,
                code = result.Error?.Code,
                detail = result.Error?.Message ?? after?.Detail,
            },
            ct);
    }

    public Task StopAsync(Guid runId, MaintenanceStop reason, CancellationToken ct)
    {
        const string sql = """
            WITH interrupted AS (
                UPDATE app.maintenance_steps AS s SET state = 'planned', started_at = NULL
                WHERE s.run_id = @runId AND s.state = 'running'
            )
            UPDATE app.maintenance_runs AS r SET state = 'stopped', stopped_by = @reason WHERE r.id = @runId
            """;

        return db.ExecuteAsync(sql, new { runId, reason = Names.Of(reason) }, ct);
    }

    public Task FinishAsync(Guid runId, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.maintenance_runs AS r SET state = 'finished', finished_at = clock_timestamp() WHERE r.id = @runId
            """;

        return db.ExecuteAsync(sql, new { runId }, ct);
    }

    public Task PurgeAsync(TimeSpan kept, CancellationToken ct)
    {
        const string sql = "DELETE FROM app.maintenance_runs AS r WHERE r.finished_at < statement_timestamp() - @kept";

        return db.ExecuteAsync(sql, new { kept }, ct);
    }

    public async Task<IReadOnlyList<MaintenanceRunView>> ListAsync(Guid before, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT r.id, r.state AS run_state, r.stopped_by, r.started_at AS run_started_at, r.finished_at AS run_finished_at, s.action,
                   s.target, s.reason, s.state, s.bytes_before, s.bytes_after, s.factor_before, s.factor_after, s.rows_before, s.rows_after,
                   s.started_at, s.finished_at, s.error_code, s.detail
            FROM (SELECT * FROM app.maintenance_runs AS o WHERE o.id < @before ORDER BY o.id DESC LIMIT @limit) AS r
            LEFT JOIN app.maintenance_steps AS s ON s.run_id = r.id
            ORDER BY r.id DESC, s.place
            """;

        var rows = await db.QueryAsync<StepRow>(sql, new { before, limit }, ct);
        return [.. rows.GroupBy(row => row.Id).Select(run => new MaintenanceRunView(
            run.Key,
            run.First().RunState,
            run.First().StoppedBy,
            run.First().RunStartedAt,
            run.First().RunFinishedAt,
            [.. run.Where(row => row.Target is not null).Select(row => row.ToView())]))];
    }

    private async Task<IReadOnlyList<PlannedStep>> LeftAsync(Guid runId, CancellationToken ct)
    {
        // One that was running was interrupted by the end of its process.
        const string sql = """
            SELECT s.place, s.action, s.target, s.reason, s.bytes_before, s.factor_before, s.rows_before
            FROM app.maintenance_steps AS s
            WHERE s.run_id = @runId AND s.state IN ('planned', 'running')
            ORDER BY s.place
            """;

        var rows = await db.QueryAsync<LeftRow>(sql, new { runId }, ct);
        return [.. rows.Select(row => new PlannedStep(
            row.Place,
            new MaintenanceNeed(row.Action, row.Target, row.Reason, row.BytesBefore, row.FactorBefore, row.RowsBefore)))];
    }

    private sealed record RunKey(Guid Id, short Phase);

    private sealed record LeftRow(
        int Place, MaintenanceAction Action, string Target, string Reason, long? BytesBefore, double? FactorBefore, long? RowsBefore);

    private sealed record StepRow(
        Guid Id,
        MaintenanceRunState RunState,
        MaintenanceStop? StoppedBy,
        DateTimeOffset RunStartedAt,
        DateTimeOffset? RunFinishedAt,
        MaintenanceAction? Action,
        string? Target,
        string? Reason,
        MaintenanceStepState? State,
        long? BytesBefore,
        long? BytesAfter,
        double? FactorBefore,
        double? FactorAfter,
        long? RowsBefore,
        long? RowsAfter,
        DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt,
        string? ErrorCode,
        string? Detail)
    {
        public MaintenanceStepView ToView() => new(
            Action!.Value,
            Target!,
            Reason!,
            State!.Value,
            BytesBefore,
            BytesAfter,
            FactorBefore,
            FactorAfter,
            RowsBefore,
            RowsAfter,
            StartedAt,
            FinishedAt,
            ErrorCode,
            Detail);
    }
}

internal static class Names
{
    public static string Of(MaintenanceAction action) => action switch
    {
        MaintenanceAction.Analyze => "analyze",
        MaintenanceAction.Vacuum => "vacuum",
        MaintenanceAction.Compact => "compact",
        MaintenanceAction.Drop => "drop",
        MaintenanceAction.Reindex => "reindex",
        MaintenanceAction.Purge => "purge",
    };

    public static string Of(MaintenanceStop stop) => stop switch
    {
        MaintenanceStop.Window => "window",
        MaintenanceStop.Cancelled => "cancelled",
        MaintenanceStop.Failure => "failure",
    };
}
