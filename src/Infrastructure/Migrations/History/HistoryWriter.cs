using Agora.Migrations.Files;
using Agora.Migrations.Running;

namespace Agora.Migrations.History;

/// <summary>The statements that record what was done. The caller decides in which transaction they run.</summary>
internal sealed class HistoryWriter(HistoryNames names, MigratorOptions options)
{
    private readonly string host = Environment.MachineName;

    /// <summary>For a baseline and for scripts; what <c>up</c> applies, FluentMigrator records.</summary>
    public SqlCommand InsertVersion(long version, string description) => new(
        $"""
        INSERT INTO {names.Versions} ("Version", "AppliedOn", "Description")
        VALUES ($1, date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC'), $2)
        RETURNING 1
        """,
        version, description);

    public SqlCommand DeleteVersion(long version) => new($"DELETE FROM {names.Versions} WHERE \"Version\" = $1 RETURNING 1", version);

    /// <summary>Opens the side row; a row left by an earlier, undone run is replaced.</summary>
    public SqlCommand StartMigration(Migration migration, MigrationBody body, string source = "runner") => new(
        $"""
        INSERT INTO {names.Migration} AS m
            (version, name, kind, phase, steps, sha256, token_sha256, down_sha256, host, runner_version, git_commit, source)
        VALUES ($1, $2, 'versioned', $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (version) DO UPDATE
        SET name = excluded.name, kind = excluded.kind, phase = excluded.phase, steps = excluded.steps, sha256 = excluded.sha256,
            token_sha256 = excluded.token_sha256, down_sha256 = excluded.down_sha256, host = excluded.host,
            runner_version = excluded.runner_version, git_commit = excluded.git_commit, source = excluded.source,
            started_at = CASE WHEN m.finished_at IS NULL THEN m.started_at ELSE clock_timestamp() END,
            finished_at = NULL, duration_ms = NULL, lock_wait_ms = NULL, attempts = NULL
        """,
        migration.Version, migration.Slug, PhaseName(body.Settings.Phase), body.Steps.Count, migration.Up.Hash, migration.Up.TokenHash,
        migration.Down?.Hash, host, options.RunnerVersion, options.GitCommit, source);

    public SqlCommand FinishMigration(long version, TimeSpan duration, TimeSpan lockWait, int attempts) => new(
        $"""
        UPDATE {names.Migration}
        SET finished_at = clock_timestamp(), duration_ms = $2, lock_wait_ms = $3, attempts = $4
        WHERE version = $1
        """,
        version, (long)duration.TotalMilliseconds, (long)lockWait.TotalMilliseconds, attempts);

    public SqlCommand Adopt(Migration migration) => new(
        $"""
        INSERT INTO {names.Migration}
            (version, name, kind, phase, steps, sha256, token_sha256, down_sha256, finished_at, host, runner_version, git_commit, source)
        VALUES ($1, $2, 'versioned', 'none', 1, $3, $4, $5, clock_timestamp(), $6, $7, $8, 'fluentmigrator')
        ON CONFLICT (version) DO NOTHING
        """,
        migration.Version, migration.Slug, migration.Up.Hash, migration.Up.TokenHash, migration.Down?.Hash, host, options.RunnerVersion,
        options.GitCommit);

    public SqlCommand Baseline(long version, string name, string hash, string tokenHash) => new(
        $"""
        INSERT INTO {names.Migration}
            (version, name, kind, phase, steps, sha256, token_sha256, finished_at, host, runner_version, git_commit, source)
        VALUES ($1, $2, 'baseline', 'none', 1, $3, $4, clock_timestamp(), $5, $6, $7, 'baseline')
        ON CONFLICT (version) DO UPDATE SET kind = excluded.kind
        """,
        version, name, hash, tokenHash, host, options.RunnerVersion, options.GitCommit);

    public SqlCommand RefreshHash(long version, string hash) =>
        new($"UPDATE {names.Migration} SET sha256 = $2 WHERE version = $1", version, hash);

    /// <summary>What the file says now counts as what was applied.</summary>
    public SqlCommand AcceptFile(long version, MigrationFile file) =>
        new($"UPDATE {names.Migration} SET sha256 = $2, token_sha256 = $3 WHERE version = $1", version, file.Hash, file.TokenHash);

    /// <summary>A person declares that the step ran. Step 0 keeps a decision about the version as a whole.</summary>
    public SqlCommand Declare(JournalKey key, string tokenHash, string reason) => new(
        $"""
        INSERT INTO {names.Journal} (version, direction, step, stmt, token_sha256, state, finished_at, resolved_by, reason)
        VALUES ($1, $2, $3, $4, $5, 'resolved', clock_timestamp(), session_user, $6)
        ON CONFLICT (version, direction, step, stmt) DO UPDATE
        SET token_sha256 = excluded.token_sha256, state = excluded.state, finished_at = excluded.finished_at,
            resolved_by = excluded.resolved_by, reason = excluded.reason
        """,
        key.Version, key.Direction, key.Step, key.Statement, tokenHash, reason);

    public SqlCommand ForgetStep(JournalKey key) =>
        new($"DELETE FROM {names.Journal} WHERE version = $1 AND direction = $2 AND step = $3", key.Version, key.Direction, key.Step);

    /// <summary>Where a backfill stood is of no use when a person declares that its step ran.</summary>
    public SqlCommand ForgetBackfillStep(JournalKey key) =>
        new($"DELETE FROM {names.Backfill} WHERE version = $1 AND step = $2", key.Version, key.Step);

    /// <summary>Returns a row for each statement that was uncertain.</summary>
    public SqlCommand Resolve(long version, Resolution resolution, string reason) => new(
        $"""
        UPDATE {names.Journal}
        SET state = $2, resolved_by = session_user, reason = $3, finished_at = clock_timestamp()
        WHERE version = $1
          AND state IN ('uncertain', 'started')
        RETURNING stmt
        """,
        version, resolution == Resolution.Applied ? JournalState.Resolved : JournalState.Failed, reason);

    /// <summary>The journal keeps a finished way up for the record; a finished way down leaves nothing behind.</summary>
    public SqlCommand ForgetJournal(long version, string direction) =>
        new($"DELETE FROM {names.Journal} WHERE version = $1 AND direction = $2", version, direction);

    public SqlCommand ForgetMigration(long version) => new($"DELETE FROM {names.Migration} WHERE version = $1", version);

    public SqlCommand ForgetBackfill(long version) => new($"DELETE FROM {names.Backfill} WHERE version = $1", version);

    public SqlCommand UpsertRepeatable(Repeatable repeatable, TimeSpan duration) => new(
        $"""
        INSERT INTO {names.Repeatable} (name, sha256, token_sha256, duration_ms, host, runner_version, git_commit)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (name) DO UPDATE
        SET sha256 = excluded.sha256, token_sha256 = excluded.token_sha256, applied_at = clock_timestamp(),
            duration_ms = excluded.duration_ms,
            db_role = session_user, host = excluded.host, runner_version = excluded.runner_version, git_commit = excluded.git_commit
        """,
        repeatable.Name, repeatable.Up.Hash, repeatable.Up.TokenHash, (long)duration.TotalMilliseconds, host, options.RunnerVersion,
        options.GitCommit);

    public SqlCommand ForgetRepeatable(string name) => new($"DELETE FROM {names.Repeatable} WHERE name = $1", name);

    /// <param name="backendPid">The worker that is about to run it; null for a step that records itself in its own transaction.</param>
    public SqlCommand Journal(
        JournalKey key,
        string tokenHash,
        string state,
        int attempts = 1,
        int? backendPid = null,
        string? sqlState = null,
        string? message = null) => new(
        $"""
        INSERT INTO {names.Journal} AS j
            (version, direction, step, stmt, token_sha256, state, finished_at, backend_pid, backend_start, sqlstate, message, attempts)
        VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $6 = 'started' THEN NULL ELSE clock_timestamp() END, $7::int,
                (SELECT backend_start FROM pg_stat_activity WHERE pid = $7::int), $8::text, $9::text, $10)
        ON CONFLICT (version, direction, step, stmt) DO UPDATE
        SET token_sha256 = excluded.token_sha256, state = excluded.state, finished_at = excluded.finished_at,
            started_at = CASE WHEN excluded.state = 'started' OR (excluded.stmt = 0 AND excluded.state = 'failed') THEN clock_timestamp()
            ELSE j.started_at END,
            backend_pid = coalesce(excluded.backend_pid, j.backend_pid), backend_start = coalesce(excluded.backend_start, j.backend_start),
            sqlstate = excluded.sqlstate, message = excluded.message, attempts = excluded.attempts
        """,
        key.Version, key.Direction, key.Step, key.Statement, tokenHash, state, backendPid, sqlState, message, attempts);

    private static string PhaseName(MigrationPhase phase) => phase switch
    {
        MigrationPhase.None => "none",
        MigrationPhase.Expand => "expand",
        MigrationPhase.Contract => "contract",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };
}

/// <param name="Statement">From 1; 0 stands for a whole transactional step.</param>
internal readonly record struct JournalKey(long Version, string Direction, int Step, int Statement);
