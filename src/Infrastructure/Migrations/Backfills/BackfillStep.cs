using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Backfills;

/// <summary>
/// Walks over a table in windows of its key, one transaction a window. How far it came is written in the same transaction, so a crash
/// loses nothing and repeats nothing. Rows that come in behind the first look have new keys and are the writers' own business.
/// </summary>
internal sealed class BackfillStep(RunSession run)
{
    private const int Attempts = 10;
    private const int LargestBatch = 50_000;
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    public async Task<StepOutcome> RunAsync(StepWork work, JournalKey key, CancellationToken ct)
    {
        var start = run.Clock.GetTimestamp();
        var settings = work.Step.Settings.Backfill!;
        var target = await BackfillTarget.ReadAsync(run, work, ct);
        var walk = new Walk(
            work,
            key,
            settings,
            target,
            BackfillStatement.Bind(work.Step.Statements[0], target.KeyType)!,
            new BackfillThrottle(run, target.Table, settings.MaxLag));
        var state = await OpenAsync(walk, ct);
        while (state.UpperKey is not null && state.LastKey != state.UpperKey)
        {
            await walk.Throttle.WaitAsync(ct);
            var began = run.Clock.GetTimestamp();
            state = await BatchAsync(walk, state, ct);
            var took = run.Clock.GetElapsedTime(began);
            state = state with { Batch = Adapt(state.Batch, took) };
            Report(walk, state, start);
            await Task.Delay(took > settings.Pause ? took : settings.Pause, run.Clock, ct);
        }

        var outcome = new StepOutcome(1, TimeSpan.Zero, run.Clock.GetElapsedTime(start), LockClass.Data);
        await FinishAsync(walk, outcome, ct);
        return outcome;
    }

    private async Task<BackfillState> OpenAsync(Walk walk, CancellationToken ct)
    {
        var known = await run.Control.ReadAsync(
            new SqlCommand(
                $"SELECT last_key, upper_key, rows_done, batch FROM {run.Names.Backfill} WHERE version = $1 AND step = $2 AND state = "
                + "'running'",
                walk.Key.Version, walk.Key.Step),
            row => new BackfillState(Text(row, 0), Text(row, 1), row.GetInt64(2), row.GetInt32(3)),
            ct);
        if (known is [var state])
        {
            return state;
        }

        // Keys that appear later are left out, so the end is fixed while writers continue.
        // Not max(), which uuid has only from version 18 on. Ordered by the column of the table: by its bare name it would be the text of
        // the select list.
        var (key, table) = (walk.Target.Key, walk.Target.Table);
        var upper = (await run.Worker.ReadAsync(
            new SqlCommand($"SELECT (SELECT t.{key}::text FROM {table} AS t ORDER BY t.{key} DESC LIMIT 1)"), row => Text(row, 0), ct))[0];

        // A row that is done belongs to the other direction of the version: a step records its end together with its progress.
        await run.Control.SendAllAsync(
            [
                new($"""
                    INSERT INTO {run.Names.Backfill} AS b (version, step, upper_key, rows_estimate, batch, state)
                    VALUES ($1, $2, $3::text, $4, $5, 'running')
                    ON CONFLICT (version, step) DO UPDATE
                    SET last_key = NULL, upper_key = excluded.upper_key, rows_done = 0, rows_estimate = excluded.rows_estimate,
                        batch = excluded.batch, state = excluded.state, updated_at = clock_timestamp()
                    """,
                    walk.Key.Version, walk.Key.Step, upper, walk.Target.Estimate, walk.Settings.Batch),
            ],
            ct);
        return new BackfillState(LastKey: null, upper, 0, walk.Settings.Batch);
    }

    private async Task<BackfillState> BatchAsync(Walk walk, BackfillState state, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryBatchAsync(walk, state, ct);
            }
            catch (PostgresException error) when (attempt < Attempts && IsPassing(error) && run.Worker.IsOpen)
            {
                await run.Worker.TryRollBackAsync();
                state = state with { Batch = Math.Max(1, state.Batch / 2) };
                run.Log.Add(new LockAttempted(attempt, 1000, "timeout", 0, [], 0));
                await Task.Delay(Jitter.Around(TimeSpan.FromSeconds(1)), run.Clock, ct);
            }
            catch (NpgsqlException error)
            {
                await run.Worker.TryRollBackAsync();
                throw Failures.Statement(walk.Work.File, walk.Work.Step.Statements[0], error, ResumeHint(state));
            }
            catch
            {
                await run.Worker.TryRollBackAsync();
                throw;
            }
        }
    }

    private async Task<BackfillState> TryBatchAsync(Walk walk, BackfillState state, CancellationToken ct)
    {
        var (table, key, type) = (walk.Target.Table, walk.Target.Key, walk.Target.KeyType);
        await run.Worker.SendAllAsync(
            [
                new("BEGIN"),
                new("SELECT set_config('lock_timeout', '1s', true), set_config('statement_timeout', '30s', true), set_config('role', "
                    + "coalesce($1, current_setting('role')), true)",
                    walk.Work.Step.Settings.Role),
            ],
            ct);
        var window = state.LastKey is { } last ? new Window(last, ">", walk.Sql) : await FirstWindowAsync(walk, state, ct);
        var end = await run.Worker.ReadAsync(
            new SqlCommand(
                $"""
                SELECT t.{key}::text
                FROM {table} AS t
                WHERE t.{key} {window.Comparison} ($1::text::{type})
                  AND t.{key} <= ($2::text::{type})
                ORDER BY t.{key}
                OFFSET $3
                LIMIT 1
                """,
                window.Low, state.UpperKey, state.Batch - 1),
            row => row.GetString(0), ct);
        var high = end is [var found] ? found : state.UpperKey!;
        var rows = await run.Worker.SendAllAsync([new SqlCommand(window.Sql, window.Low, high)], ct);
        var next = new BackfillState(high, state.UpperKey, state.RowsDone + Math.Max(0, rows), state.Batch);
        await run.Worker.SendAllAsync([run.ResetLocalRole(), Save(walk, next, "running")], ct);
        await run.Worker.CommitAsync();
        return next;
    }

    /// <summary>
    /// The first window begins with the smallest key and includes it. A statement that compares in another way than
    /// <see cref="BackfillStatement.Shape"/> says gets a value below every key, where the type has one.
    /// </summary>
    private async Task<Window> FirstWindowAsync(Walk walk, BackfillState state, CancellationToken ct)
    {
        var (key, table, statement) = (walk.Target.Key, walk.Target.Table, walk.Work.Step.Statements[0]);
        var least = (await run.Worker.ReadAsync(
            new SqlCommand($"SELECT (SELECT t.{key}::text FROM {table} AS t ORDER BY t.{key} LIMIT 1)"), row => Text(row, 0), ct))[0];
        if (BackfillStatement.BindFirst(statement, walk.Target.KeyType) is { } inclusive)
        {
            return new Window(least ?? state.UpperKey!, ">=", inclusive);
        }

        return BackfillTarget.LowestOf(walk.Target.KeyType) is { } below && below != least
            ? new Window(below, ">", walk.Sql)
            : throw new MigrationException(new MigrationFailure(
                MigratorExit.Failed, $"No window can begin below the smallest key ({least}). Nothing of this step was changed.")
            {
                File = walk.Work.File.Path,
                Line = walk.Work.Step.Line,
                Hint = BackfillStatement.Shape,
            });
    }

    private async Task FinishAsync(Walk walk, StepOutcome outcome, CancellationToken ct)
    {
        await run.Control.SendAsync("BEGIN", ct);
        try
        {
            var done = new SqlCommand(
                $"UPDATE {run.Names.Backfill} SET state = 'done', updated_at = clock_timestamp() WHERE version = $1 AND step = $2",
                walk.Key.Version, walk.Key.Step);
            await RecordWriter.WriteAsync(run.Control, [new RecordCommand(done), .. walk.Work.Record(outcome)], CancellationToken.None);
            await run.Control.CommitAsync();
        }
        catch
        {
            await run.Control.TryRollBackAsync();
            throw;
        }
    }

    private SqlCommand Save(Walk walk, BackfillState state, string word) => new(
        $"""
        UPDATE {run.Names.Backfill}
        SET last_key = $3, rows_done = $4, batch = $5, state = $6, updated_at = clock_timestamp()
        WHERE version = $1 AND step = $2
        """,
        walk.Key.Version, walk.Key.Step, state.LastKey, state.RowsDone, state.Batch, word);

    private void Report(Walk walk, BackfillState state, long start)
    {
        var elapsed = run.Clock.GetElapsedTime(start).TotalSeconds;
        var total = walk.Target.Estimate > 0 ? walk.Target.Estimate : (long?)null;
        double? eta = total > state.RowsDone && state.RowsDone > 0 ? elapsed * (total.Value - state.RowsDone) / state.RowsDone : null;
        run.Log.Add(new Progressed("backfill", state.RowsDone, total, "rows", eta, null));
    }

    private static int Adapt(int batch, TimeSpan took) =>
        took < Fast ? Math.Min(LargestBatch, batch * 2) : took > Slow ? Math.Max(1, batch / 2) : batch;

    private static bool IsPassing(PostgresException error) =>
        Failures.IsLockFailure(error) || error.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.SerializationFailure;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string ResumeHint(BackfillState state) => state.LastKey is { } last
        ? $"The window behind {last} was rolled back; all before it is done, and the next run continues there."
        : "The first window was rolled back; the next run begins with it.";

    private sealed record Walk(
        StepWork Work, JournalKey Key, BackfillSettings Settings, BackfillTarget Target, string Sql, BackfillThrottle Throttle);

    /// <param name="Comparison">Of the key with the lower bound.</param>
    private sealed record Window(string Low, string Comparison, string Sql);

    /// <param name="LastKey">Everything up to here is done; null before the first window.</param>
    /// <param name="UpperKey">Null for an empty table.</param>
    private sealed record BackfillState(string? LastKey, string? UpperKey, long RowsDone, int Batch);
}
