using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Jobs;

internal sealed class JobRepository(DbSession db) : IJobRepository
{
    public async Task<bool> TryAddAsync(NewJob job, CancellationToken ct)
    {
        // The notification is delivered when the transaction commits. A job that is not due yet is found by polling.
        const string sql = """
            WITH added AS (
                INSERT INTO app.jobs (id, kind, payload, payload_version, priority, unique_key, due_at, attempts_max)
                VALUES (@Id, @Kind, @Payload::jsonb, @PayloadVersion, @Priority, @UniqueKey, statement_timestamp() + @Delay, @AttemptsMax)
                ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING
                RETURNING id
            )
            SELECT a.id, CASE WHEN @Delay <= interval '0' THEN pg_notify('agora_jobs', '') END AS notified
            FROM added AS a
            """;

        var row = new
        {
            job.Id,
            job.Kind,
            job.Payload,
            job.PayloadVersion,
            Priority = (short)job.Priority,
            job.UniqueKey,
            job.Delay,
            job.AttemptsMax,
        };
        return await db.FindAsync<Guid?>(sql, row, ct) is not null;
    }

    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        string worker, IReadOnlyList<ClaimableKind> kinds, int limit, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            SELECT c.id, c.kind, c.payload, c.payload_version, c.attempt, c.attempts_max, c.fencing_token, c.progress
            FROM app.claim_jobs(@worker, @names, @versions, @limits, @limit, @lease) AS c
            """;

        var (names, versions) = Columns(kinds);
        var limits = kinds.Select(kind => kind.ConcurrencyMax).ToArray();
        return db.QueryAsync<ClaimedJob>(sql, new { worker, names, versions, limits, limit, lease }, ct);
    }

    public Task<IReadOnlyList<HeldLease>> ExtendAsync(IReadOnlyList<JobLease> leases, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.jobs AS j
            SET lease_until = statement_timestamp() + @lease
            FROM unnest(@ids, @tokens) AS h (id, fencing_token)
            WHERE j.id = h.id
              AND j.fencing_token = h.fencing_token
              AND j.state = 'running'
            RETURNING j.id AS job_id, j.fencing_token, j.cancel_requested_at IS NOT NULL AS is_cancel_requested
            """;

        var rows = InLockOrder(leases, held => held.JobId);
        var ids = rows.Select(held => held.JobId).ToArray();
        var tokens = rows.Select(held => held.FencingToken).ToArray();
        return db.QueryAsync<HeldLease>(sql, new { ids, tokens, lease }, ct);
    }

    public Task<HeldLease?> LockAsync(JobLease lease, CancellationToken ct)
    {
        const string sql = """
            SELECT j.id AS job_id, j.fencing_token, j.cancel_requested_at IS NOT NULL AS is_cancel_requested
            FROM app.jobs AS j
            WHERE j.id = @JobId
              AND j.fencing_token = @FencingToken
              AND j.state = 'running'
            FOR UPDATE
            """;

        return db.FindAsync<HeldLease>(sql, lease, ct);
    }

    public Task<int> SaveAsync(IReadOnlyList<Job> jobs, TimeSpan lease, CancellationToken ct)
    {
        // Wakes the workers for jobs that were given back.
        const string sql = """
            UPDATE app.jobs AS j
            SET state = s.state,
                attempt = s.attempt,
                progress = s.progress,
                due_at = CASE WHEN s.state = 'queued' THEN statement_timestamp() + s.delay ELSE j.due_at END,
                worker = CASE WHEN s.state = 'running' THEN j.worker END,
                lease_until = CASE WHEN s.state = 'running' THEN statement_timestamp() + @lease END,
                error_code = CASE WHEN s.state = 'succeeded' THEN NULL ELSE coalesce(s.error_code, j.error_code) END,
                error_message = CASE WHEN s.state = 'succeeded' THEN NULL ELSE coalesce(s.error_message, j.error_message) END,
                finished_at = CASE WHEN s.state IN ('succeeded', 'failed', 'cancelled') THEN statement_timestamp() END
            FROM unnest(@ids, @tokens, @states, @attempts, @progress, @delays, @codes, @messages)
                AS s (id, fencing_token, state, attempt, progress, delay, error_code, error_message)
            WHERE j.id = s.id
              AND j.fencing_token = s.fencing_token
              AND j.state = 'running'
            RETURNING CASE WHEN s.state = 'queued' AND s.delay <= interval '0' THEN pg_notify('agora_jobs', '') END AS notified
            """;

        var rows = InLockOrder(jobs, job => job.Id);
        return db.ExecuteAsync(
            sql,
            new
            {
                ids = rows.Select(job => job.Id).ToArray(),
                tokens = rows.Select(job => job.FencingToken).ToArray(),
                states = rows.Select(job => Stored.Name(job.State)).ToArray(),
                attempts = rows.Select(job => job.Attempt).ToArray(),
                progress = rows.Select(job => job.Progress).ToArray(),
                delays = rows.Select(job => job.Delay).ToArray(),
                codes = rows.Select(job => job.Failure?.Code).ToArray(),
                messages = rows.Select(job => job.Failure?.Message).ToArray(),
                lease,
            },
            ct);
    }

    public Task<int> ReleaseAsync(CancellationToken ct)
    {
        const string sql = "SELECT app.release_jobs()";

        return db.ScalarAsync<int>(sql, null, ct);
    }

    public Task<int> FailUnknownAsync(IReadOnlyList<ClaimableKind> kinds, TimeSpan grace, int limit, CancellationToken ct)
    {
        const string sql = "SELECT app.fail_unknown_jobs(@names, @versions, @grace, @limit)";

        var (names, versions) = Columns(kinds);
        return db.ScalarAsync<int>(sql, new { names, versions, grace, limit }, ct);
    }

    public Task<int> PurgeAsync(TimeSpan succeededFor, TimeSpan othersFor, int limit, CancellationToken ct)
    {
        const string sql = "SELECT app.purge_jobs(@succeededFor, @othersFor, @limit)";

        return db.ScalarAsync<int>(sql, new { succeededFor, othersFor, limit }, ct);
    }

    public Task<OldestDueJob?> OldestDueAsync(IReadOnlyList<string> kinds, CancellationToken ct)
    {
        // One probe a kind and priority, as in app.claim_jobs.
        const string sql = """
            SELECT k.kind, o.due_at, statement_timestamp() - o.due_at AS delay
            FROM unnest(@names) AS k (kind)
            LEFT JOIN app.job_kinds AS s ON s.kind = k.kind
            CROSS JOIN (VALUES (1::smallint), (2::smallint), (3::smallint)) AS p (priority)
            CROSS JOIN LATERAL (
                SELECT q.due_at
                FROM app.jobs AS q
                WHERE q.state = 'queued'
                  AND q.kind = k.kind
                  AND q.priority = p.priority
                  AND q.due_at <= statement_timestamp()
                ORDER BY q.due_at
                LIMIT 1) AS o
            WHERE s.paused IS NOT TRUE
            ORDER BY o.due_at
            LIMIT 1
            """;

        return db.FindAsync<OldestDueJob>(sql, new { names = kinds.ToArray() }, ct);
    }

    public Task<IReadOnlyList<StoredSchedule>> SchedulesAsync(IReadOnlyList<string> kinds, CancellationToken ct)
    {
        const string sql = """
            SELECT k.kind, s.schedule, s.next_at, s.scheduled_by, statement_timestamp() AS now
            FROM unnest(@names) WITH ORDINALITY AS k (kind, place)
            LEFT JOIN app.job_kinds AS s ON s.kind = k.kind
            ORDER BY k.place
            """;

        return db.QueryAsync<StoredSchedule>(sql, new { names = kinds.ToArray() }, ct);
    }

    public async Task<bool> TrySetNextAsync(string kind, DateTimeOffset? read, DateTimeOffset next, string schedule, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.job_kinds AS s (kind, next_at, scheduled_by)
            VALUES (@kind, @next, @schedule)
            ON CONFLICT (kind) DO UPDATE
            SET next_at = excluded.next_at,
                scheduled_by = excluded.scheduled_by
            WHERE s.next_at IS NOT DISTINCT FROM @read
            """;

        return await db.ExecuteAsync(sql, new { kind, read, next, schedule }, ct) == 1;
    }

    // A heartbeat and the outcomes of several jobs meet. One order, in which the key is looked up, makes deadlocks rare; what ends by one
    // is repeated.
    private static T[] InLockOrder<T>(IReadOnlyList<T> rows, Func<T, Guid> id) => [.. rows.OrderBy(id)];

    private static (string[] Names, int[] Versions) Columns(IReadOnlyList<ClaimableKind> kinds) =>
        ([.. kinds.Select(kind => kind.Name)], [.. kinds.Select(kind => kind.PayloadVersion)]);
}

internal static class Stored
{
    public static string Name(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Succeeded => "succeeded",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
    };
}
