using System.Text.Json;
using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Jobs;

internal sealed class JobSteering(DbSession db) : IJobSteering
{
    private const string Columns = """
        SELECT j.id, j.kind, j.state, j.priority, j.due_at, j.attempt, j.attempts_max, j.progress, j.unique_key, j.worker, j.lease_until,
               j.cancel_requested_at, j.error_code, j.error_message, j.created_at, j.started_at, j.finished_at
        """;

    public async Task<IReadOnlyList<JobView>> ListAsync(JobState? state, string? kind, Guid before, int limit, CancellationToken ct)
    {
        // Most jobs succeeded, so that a list of these, or of all, finds its page in the primary key. The others have an index.
        const string all = $"""
            {Columns}, NULL AS payload
            FROM app.jobs AS j
            WHERE j.id < @before
              AND (@state::text IS NULL OR j.state = @state)
              AND (@kind::text IS NULL OR j.kind = @kind)
            ORDER BY j.id DESC
            LIMIT @limit
            """;
        const string unsuccessful = $"""
            {Columns}, NULL AS payload
            FROM app.jobs AS j
            WHERE j.id < @before
              AND j.state = @state
              AND j.state <> 'succeeded'
              AND (@kind::text IS NULL OR j.kind = @kind)
            ORDER BY j.id DESC
            LIMIT @limit
            """;

        var sql = state is null or JobState.Succeeded ? all : unsuccessful;
        var rows = await db.QueryAsync<JobRow>(
            sql, new { state = state is { } wanted ? Stored.Name(wanted) : null, kind, before, limit }, ct);
        return [.. rows.Select(row => row.ToView())];
    }

    public async Task<JobView?> FindAsync(Guid jobId, CancellationToken ct)
    {
        const string sql = $"""
            {Columns}, j.payload::text AS payload
            FROM app.jobs AS j
            WHERE j.id = @jobId
            """;

        return (await db.FindAsync<JobRow>(sql, new { jobId }, ct))?.ToView();
    }

    public async Task<Job?> LoadAsync(Guid jobId, CancellationToken ct)
    {
        const string sql = """
            SELECT j.id, j.kind, j.state, j.attempt, j.attempts_max, j.fencing_token, j.progress,
                   j.cancel_requested_at IS NOT NULL AS is_cancel_requested
            FROM app.jobs AS j
            WHERE j.id = @jobId
            """;

        return (await db.FindAsync<StoredJob>(sql, new { jobId }, ct))?.ToJob();
    }

    public async Task<SteerOutcome> SaveAsync(Job job, JobState former, CancellationToken ct)
    {
        // Wakes the workers: for a queued job to claim it, for a running one to ask whether it is to stop.
        const string sql = """
            UPDATE app.jobs AS j
            SET state = @State,
                attempt = @Attempt,
                due_at = CASE WHEN @State = 'queued' THEN statement_timestamp() + @Delay ELSE j.due_at END,
                cancel_requested_at = CASE WHEN @IsCancelRequested THEN coalesce(j.cancel_requested_at, statement_timestamp()) END,
                finished_at = CASE WHEN @State = 'cancelled' THEN coalesce(j.finished_at, statement_timestamp()) END
            WHERE j.id = @Id
              AND j.state = @former
              AND j.fencing_token = @FencingToken
            RETURNING pg_notify('agora_jobs', @State) AS notified
            """;

        var row = new
        {
            job.Id,
            job.FencingToken,
            State = Stored.Name(job.State),
            job.Attempt,
            job.Delay,
            job.IsCancelRequested,
            former = Stored.Name(former),
        };
        try
        {
            return await db.ExecuteAsync(sql, row, ct) == 1 ? SteerOutcome.Saved : SteerOutcome.Stale;
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "jobs_unique_key" })
        {
            return SteerOutcome.Duplicate;
        }
    }

    public async Task<IReadOnlyList<JobKindCounts>> CountAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT j.kind,
                   count(*) FILTER (WHERE j.state = 'queued') AS queued,
                   count(*) FILTER (WHERE j.state = 'queued' AND j.due_at <= statement_timestamp()) AS due,
                   count(*) FILTER (WHERE j.state = 'running') AS running,
                   count(*) FILTER (WHERE j.state = 'succeeded') AS succeeded,
                   count(*) FILTER (WHERE j.state = 'failed') AS failed,
                   count(*) FILTER (WHERE j.state = 'cancelled') AS cancelled,
                   min(j.due_at) FILTER (WHERE j.state = 'queued' AND j.due_at <= statement_timestamp()) AS oldest_due_at
            FROM app.jobs AS j
            GROUP BY j.kind
            ORDER BY j.kind
            """;

        var rows = await db.QueryAsync<CountRow>(sql, null, ct);
        return [.. rows.Select(row => row.ToCounts())];
    }

    public Task<IReadOnlyList<StoredKind>> KindsAsync(IReadOnlyList<string> kinds, CancellationToken ct)
    {
        const string sql = """
            SELECT k.kind, coalesce(s.paused, false) AS paused, s.concurrency_max, s.schedule, s.next_at, coalesce(s.version, 1) AS version
            FROM unnest(@names) WITH ORDINALITY AS k (kind, place)
            LEFT JOIN app.job_kinds AS s ON s.kind = k.kind
            ORDER BY k.place
            """;

        return db.QueryAsync<StoredKind>(sql, new { names = kinds.ToArray() }, ct);
    }

    public async Task<bool> TrySaveKindAsync(KindSettings settings, int version, CancellationToken ct)
    {
        // A kind without a row has version 1. The trigger counts updates. A kind that runs again wakes the workers.
        const string sql = """
            INSERT INTO app.job_kinds AS s (kind, paused, concurrency_max, schedule, next_at, scheduled_by, version)
            SELECT @Kind, @Paused, @ConcurrencyMax, @Schedule, @Next, @ScheduledBy, 2
            WHERE @version = 1
               OR EXISTS (SELECT FROM app.job_kinds AS e WHERE e.kind = @Kind)
            ON CONFLICT (kind) DO UPDATE
            SET paused = excluded.paused,
                concurrency_max = excluded.concurrency_max,
                schedule = excluded.schedule,
                next_at = CASE WHEN @IsDueSet THEN excluded.next_at ELSE s.next_at END,
                scheduled_by = CASE WHEN @IsDueSet THEN excluded.scheduled_by ELSE s.scheduled_by END
            WHERE s.version = @version
            RETURNING pg_notify('agora_jobs', '') AS notified
            """;

        var row = new
        {
            settings.Kind,
            settings.Paused,
            settings.ConcurrencyMax,
            settings.Schedule,
            IsDueSet = settings.Due.IsSet,
            Next = settings.Due.Value?.At,
            settings.Due.Value?.ScheduledBy,
            version,
        };
        return await db.ExecuteAsync(sql, row, ct) == 1;
    }

    private sealed record JobRow(
        Guid Id,
        string Kind,
        JobState State,
        short Priority,
        DateTimeOffset DueAt,
        int Attempt,
        int AttemptsMax,
        long Progress,
        string? UniqueKey,
        string? Worker,
        DateTimeOffset? LeaseUntil,
        DateTimeOffset? CancelRequestedAt,
        string? ErrorCode,
        string? ErrorMessage,
        DateTimeOffset CreatedAt,
        DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt,
        string? Payload)
    {
        public JobView ToView() => new(
            Id,
            Kind,
            State,
            (JobPriority)Priority,
            DueAt,
            Attempt,
            AttemptsMax,
            Progress,
            UniqueKey,
            Worker,
            LeaseUntil,
            CancelRequestedAt,
            ErrorCode,
            ErrorMessage,
            CreatedAt,
            StartedAt,
            FinishedAt)
        {
            Payload = Payload is null ? null : Json(Payload),
        };

        private static JsonElement Json(string text)
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
    }

    private sealed record StoredJob(
        Guid Id, string Kind, JobState State, int Attempt, int AttemptsMax, int FencingToken, long Progress, bool IsCancelRequested)
    {
        public Job ToJob() => Job.Load(Id, Kind, State, Attempt, AttemptsMax, FencingToken, Progress, IsCancelRequested);
    }

    private sealed record CountRow(
        string Kind, long Queued, long Due, long Running, long Succeeded, long Failed, long Cancelled, DateTimeOffset? OldestDueAt)
    {
        public JobKindCounts ToCounts() => new(Kind, new JobCounts(Queued, Due, Running, Succeeded, Failed, Cancelled, OldestDueAt));
    }
}
