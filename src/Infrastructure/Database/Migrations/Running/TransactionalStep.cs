using System.Runtime.InteropServices;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Locks;
using Agora.Infrastructure.Database.Migrations.Sql;
using Npgsql;

namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>
/// Runs a step as one transaction that also records itself. When a lock cannot be had, the whole step is rolled back and tried again:
/// a savepoint would keep the locks of the statements before.
/// </summary>
internal sealed class TransactionalStep(RunSession run)
{
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken ct)
    {
        var classes = StepLocks.Of(work.Step.Statements, run.Policy.DefaultSchema);
        var ladder = LockLadder.Of(classes.Max(), work.Step.Settings, run.Policy);
        var start = run.Clock.GetTimestamp();
        var lockWait = TimeSpan.Zero;
        var againstAutovacuum = false;
        for (var attempt = 1; ; attempt++)
        {
            var rung = ladder.Rung(attempt, againstAutovacuum);
            var watch = new LockWatch(run.Control, run.Worker.ProcessId, run.Policy.MaxQueued, run.Clock);
            var began = run.Clock.GetTimestamp();
            var failure = await AttemptAsync(work, classes, ladder, rung, watch, new Progress(attempt, lockWait, start), againstAutovacuum, ct);
            if (failure is null)
            {
                return new StepOutcome(attempt, lockWait, run.Clock.GetElapsedTime(start), ladder.Class);
            }

            var waited = run.Clock.GetElapsedTime(began);
            run.Log.Add(new LockAttempted(
                attempt, rung.TotalMilliseconds, Outcome(failure, watch), waited.TotalMilliseconds, [.. watch.Blockers], watch.QueuedBehind));
            againstAutovacuum |= watch.Blockers.Any(blocker => blocker.Autovacuum);
            var left = ladder.Budget - run.Clock.GetElapsedTime(start);
            if (attempt >= ladder.Attempts || left <= TimeSpan.Zero)
            {
                throw GiveUp(work, attempt, watch, failure);
            }

            await RestAsync(watch, rung, left, againstAutovacuum, ct);
            lockWait += run.Clock.GetElapsedTime(began);
        }
    }

    /// <returns>Null when committed, or the error that says that a lock was not to be had.</returns>
    private async Task<PostgresException?> AttemptAsync(
        StepWork work, IReadOnlyList<LockClass> classes, LockLadder ladder, TimeSpan rung, LockWatch watch, Progress progress,
        bool againstAutovacuum, CancellationToken ct)
    {
        using var stop = new CancellationTokenSource();
        var watching = watch.WatchAsync(rung, stop.Token);
        SqlStatement? at = null;
        try
        {
            var transactionId = await BeginAsync(work, ladder, rung, againstAutovacuum, ct);
            for (var i = 0; i < work.Step.Statements.Count; i++)
            {
                at = work.Step.Statements[i];
                run.Log.Statement = i + 1;
                await SendAsync(work, at, classes[i], ct);
            }

            at = null;
            run.Log.Statement = null;
            await StopAsync(stop, watching);
            await FinishAsync(work, ladder, progress, transactionId, ct);
            return null;
        }
        catch (PostgresException error)
        {
            await StopAsync(stop, watching);
            await RollBackAsync();
            if (Failures.IsLockFailure(error) || (error.SqlState == PostgresErrorCodes.QueryCanceled && watch.GaveWay))
            {
                return error;
            }

            throw at is null
                ? new MigrationException(new MigrationFailure(MigratorExit.Failed, error.MessageText) { SqlState = error.SqlState, Hint = error.Hint }, error)
                : Failures.Statement(work.File, at, error, "The step was rolled back.");
        }
        catch
        {
            await StopAsync(stop, watching);
            await RollBackAsync();
            throw;
        }
        finally
        {
            run.Log.Statement = null;
        }
    }

    /// <returns>The id of the transaction, by which a COMMIT hidden in the file is found out.</returns>
    private async Task<string> BeginAsync(StepWork work, LockLadder ladder, TimeSpan rung, bool againstAutovacuum, CancellationToken ct)
    {
        const string sql = """
            SELECT set_config('lock_timeout', $1, true),
                   set_config('statement_timeout', $2, true),
                   set_config('role', coalesce($3, current_setting('role')), true),
                   pg_current_xact_id()::text
            """;
        var commands = new List<SqlCommand> { new("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") };
        if (ladder.Class == LockClass.Strong && run.Server.HasTransactionTimeout)
        {
            // The last resort, when the runner's own clock has stopped with the runner.
            commands.Add(new SqlCommand("SELECT set_config('transaction_timeout', $1, true)", Files.Durations.Setting(run.Policy.StrongStep * 1.5 + rung)));
        }

        if (againstAutovacuum && run.Server.MaySetDeadlockTimeout)
        {
            commands.Add(new SqlCommand("SELECT set_config('deadlock_timeout', '100ms', true)"));
        }

        commands.Add(new SqlCommand(
            sql, Files.Durations.Setting(rung), Files.Durations.Setting(ladder.StatementTimeout(rung)), work.Step.Settings.Role));
        return await run.Worker.ReadAllAsync(commands, LastTextAsync, ct);
    }

    private async Task SendAsync(StepWork work, SqlStatement statement, LockClass lockClass, CancellationToken ct)
    {
        run.Log.Add(new StatementStarted(work.File.Path, statement.Line, statement.Column, lockClass.ToString(), statement.Text));
        var start = run.Clock.GetTimestamp();
        try
        {
            var rows = await run.Worker.SendAsync(statement.Text, ct);
            run.Log.Add(new StatementDone(
                work.File.Path, statement.Line, lockClass.ToString(), run.Clock.GetElapsedTime(start).TotalMilliseconds, rows));
        }
        catch (PostgresException error) when (!Failures.IsLockFailure(error))
        {
            run.Log.Add(new StatementFailed(
                work.File.Path, statement.Line, statement.Column, lockClass.ToString(), run.Clock.GetElapsedTime(start).TotalMilliseconds,
                error.SqlState, error.MessageText, error.Detail, error.Hint));
            throw;
        }
    }

    private async Task FinishAsync(StepWork work, LockLadder ladder, Progress progress, string transactionId, CancellationToken ct)
    {
        const string sql = "SELECT coalesce(pg_current_xact_id_if_assigned()::text, '')";
        var now = await run.Worker.ReadAsync(new SqlCommand(sql), row => row.GetString(0), ct);
        if (now[0] != transactionId)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.Failed, "The step ended the runner's transaction itself; what ran after that was committed on its own.")
                {
                    File = work.File.Path,
                    Line = work.Step.Line,
                    Hint = "Take the COMMIT or ROLLBACK out of the step.",
                });
        }

        var outcome = new StepOutcome(progress.Attempt, progress.LockWait, run.Clock.GetElapsedTime(progress.Start), ladder.Class);
        await run.Worker.SendAllAsync([new($"SET LOCAL ROLE {RoleName()}")], ct);
        foreach (var record in work.Record(outcome))
        {
            var rows = await run.Worker.ReadAsync(record.Command, _ => 0, ct);
            if (record.MustReturnRow is { } reason && rows.Count == 0)
            {
                throw new MigrationException(MigratorExit.AnotherRunner, reason);
            }
        }

        // From here on the answer of the server decides; a request to stop comes too late.
        await run.Worker.SendAsync("COMMIT", CancellationToken.None);
    }

    private string RoleName() => run.Options.Role is null ? "NONE" : ObjectName.Quote(run.Options.Role);

    private async Task RestAsync(LockWatch watch, TimeSpan rung, TimeSpan left, bool againstAutovacuum, CancellationToken ct)
    {
        var start = run.Clock.GetTimestamp();
        var rest = againstAutovacuum ? TimeSpan.FromMilliseconds(100) : Jitter.Around(LockLadder.RestAfter(rung));
        await Task.Delay(rest < left ? rest : left, run.Clock, ct);
        if (watch.Blockers.Count == 0)
        {
            return;
        }

        var limit = TimeSpan.FromSeconds(60) < left ? TimeSpan.FromSeconds(60) : left;
        var gone = await watch.UntilGoneAsync(limit, ct);
        run.Log.Add(new BlockersAwaited([.. watch.Blockers], run.Clock.GetElapsedTime(start).TotalMilliseconds, gone));
    }

    private async Task RollBackAsync()
    {
        if (!run.Worker.IsOpen)
        {
            return;
        }

        try
        {
            await run.Worker.SendAsync("ROLLBACK", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // A lost connection rolls back by itself; the first error is the one to report.
        }
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task watching)
    {
        await stop.CancelAsync();
        await watching;
    }

    private static async Task<string> LastTextAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var text = "";
        do
        {
            while (await reader.ReadAsync(ct))
            {
                text = reader.GetString(reader.FieldCount - 1);
            }
        }
        while (await reader.NextResultAsync(ct));

        return text;
    }

    private static string Outcome(PostgresException failure, LockWatch watch) => failure.SqlState switch
    {
        _ when watch.GaveWay => "queue",
        PostgresErrorCodes.DeadlockDetected => "deadlock",
        _ => "timeout",
    };

    private static MigrationException GiveUp(StepWork work, int attempts, LockWatch watch, PostgresException failure)
    {
        var blockers = watch.Blockers.Select(Describe).ToList();
        return new MigrationException(
            new MigrationFailure(MigratorExit.LocksNotObtained, $"The locks of step {work.Step.Number} could not be had in {attempts} attempts; nothing was changed.")
            {
                File = work.File.Path,
                Line = work.Step.Line,
                SqlState = failure.SqlState,
                Details = blockers,
                Hint = watch.Blockers.FirstOrDefault() is { } first
                    ? $"Let it finish, or end it knowingly: SELECT pg_terminate_backend({first.Pid});"
                    : "Try again when the database is less busy.",
            },
            failure);
    }

    private static string Describe(Blocker blocker) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"pid {blocker.Pid} {blocker.User} \"{blocker.Application}\" {blocker.State} {blocker.AgeS:0.0} s {blocker.Query}").Trim();

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Progress(int Attempt, TimeSpan LockWait, long Start);
}
