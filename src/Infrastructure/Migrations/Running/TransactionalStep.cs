using Agora.Migrations.Files;
using Agora.Migrations.Locks;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>
/// Runs a step as one transaction that also records itself. When a lock cannot be had, the whole step is rolled back and tried again:
/// a savepoint would keep the locks of the statements before.
/// </summary>
internal sealed class TransactionalStep(RunSession run)
{
    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken ct)
    {
        var classes = StepLocks.Of(work.Step.Statements, run.Policy.DefaultSchema);
        var backoff = LockBackoff.Of(classes.Max(), work.Step.Settings, run.Policy);
        await CheckAssertsAsync(work, ct);
        return await new LockRetry(run, backoff, work.File.Path, work.Step.Line)
            .RunAsync(attempt => AttemptAsync(work, classes, attempt, ct), ct);
    }

    private async Task<PostgresException?> AttemptAsync(
        StepWork work, IReadOnlyList<LockClass> classes, LockAttempt attempt, CancellationToken ct)
    {
        // The watch is awaited before anything else uses the control connection, which serves one query at a time.
        await using var monitor = new StatementMonitor(run, attempt, progress: false);
        using var clock = new CancellationTokenSource(
            attempt.Class == LockClass.Strong ? attempt.LockTimeout + run.Policy.StrongStep : Timeout.InfiniteTimeSpan, run.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, clock.Token, monitor.ControlLost);
        SqlStatement? at = null;
        try
        {
            var transactionId = await BeginAsync(work, attempt, limit.Token);
            for (var i = 0; i < work.Step.Statements.Count; i++)
            {
                at = work.Step.Statements[i];
                run.Log.Statement = i + 1;
                await run.SendStatementAsync(work.File, at, classes[i], limit.Token);
            }

            at = null;
            await monitor.StopAsync();
            await FinishAsync(work, attempt, transactionId, limit.Token);
            return null;
        }
        catch (PostgresException error)
        {
            await monitor.StopAsync();
            await run.Worker.TryRollBackAsync();
            return Failures.IsLockFailure(error) || (error.SqlState == PostgresErrorCodes.QueryCanceled && attempt.Watch.GaveWay)
                ? error
                : throw Explain(work, at, error);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await monitor.StopAsync();
            await run.Worker.TryRollBackAsync();
            throw monitor.ControlLost.IsCancellationRequested ? Failures.ControlLost() : TooLong(work);
        }
        catch
        {
            await monitor.StopAsync();
            await run.Worker.TryRollBackAsync();
            throw;
        }
        finally
        {
            run.Log.Statement = null;
        }
    }

    /// <returns>The id of the transaction, by which a COMMIT hidden in the file is found out.</returns>
    private async Task<string> BeginAsync(StepWork work, LockAttempt attempt, CancellationToken ct)
    {
        const string sql = """
            SELECT set_config('lock_timeout', $1, true),
                   set_config('statement_timeout', $2, true),
                   set_config('role', coalesce($3, current_setting('role')), true),
                   pg_current_xact_id()::text
            """;
        var commands = new List<SqlCommand> { new("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") };
        if (attempt.Class == LockClass.Strong && run.Server.HasTransactionTimeout)
        {
            // The last resort, when the runner's own clock has stopped with the runner.
            var limit = attempt.LockTimeout + (run.Policy.StrongStep * 1.5);
            commands.Add(new SqlCommand("SELECT set_config('transaction_timeout', $1, true)", Durations.Setting(limit)));
        }

        if (attempt.AgainstAutovacuum && run.Server.MaySetDeadlockTimeout)
        {
            commands.Add(new SqlCommand("SELECT set_config('deadlock_timeout', '100ms', true)"));
        }

        commands.Add(new SqlCommand(
            sql, Durations.Setting(attempt.LockTimeout), Durations.Setting(attempt.StatementTimeout), work.Step.Settings.Role));
        return await run.Worker.ReadAllAsync(commands, LastTextAsync, ct);
    }

    private async Task FinishAsync(StepWork work, LockAttempt attempt, string transactionId, CancellationToken ct)
    {
        const string sql = "SELECT coalesce(pg_current_xact_id_if_assigned()::text, '')";
        var now = await run.Worker.ReadAsync(new SqlCommand(sql), row => row.GetString(0), ct);
        if (now[0] != transactionId)
        {
            throw new MigrationException(
                new MigrationFailure(
                    MigratorExit.Failed, "The step ended the runner's transaction itself; what ran after that was committed on its own.")
                {
                    File = work.File.Path,
                    Line = work.Step.Line,
                    Hint = "Take the COMMIT or ROLLBACK out of the step.",
                });
        }

        var outcome = new StepOutcome(attempt.Number, attempt.LockWait, run.Clock.GetElapsedTime(attempt.Start), attempt.Class);
        await run.Worker.SendAllAsync([run.ResetLocalRole()], ct);
        await RecordWriter.WriteAsync(run.Worker, work.Record(outcome), ct);

        await run.Worker.CommitAsync();
    }

    /// <summary>Each assertion runs by itself, read-only, before the step takes any lock.</summary>
    private async Task CheckAssertsAsync(StepWork work, CancellationToken ct)
    {
        foreach (var assert in work.Step.Asserts)
        {
            bool holds;
            try
            {
                await run.Worker.SendAllAsync([new("BEGIN READ ONLY"), new("SET LOCAL statement_timeout = '5s'")], ct);
                var answers = await run.Worker.ReadAsync(new SqlCommand(assert.Sql), row => row.GetValue(0) is true, ct);
                holds = answers is [true];
            }
            catch (PostgresException error)
            {
                throw AssertFailed(work, assert, $"The assertion could not be checked: {error.MessageText}.");
            }
            finally
            {
                await run.Worker.TryRollBackAsync();
            }

            if (!holds)
            {
                throw AssertFailed(work, assert, "The assertion does not hold; the step was not run.");
            }
        }
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

    private static MigrationException Explain(StepWork work, SqlStatement? at, PostgresException error) => at is null
        ? new MigrationException(
            new MigrationFailure(MigratorExit.Failed, $"{error.MessageText}. The step was rolled back.")
            {
                File = work.File.Path,
                Line = work.Step.Line,
                SqlState = error.SqlState,
                Hint = error.Hint,
            },
            error)
        : Failures.Statement(work.File, at, error, "The step was rolled back.");

    private MigrationException TooLong(StepWork work) => new(
        new MigrationFailure(
            MigratorExit.Failed,
            $"The step held strong locks for more than {Durations.Seconds(run.Policy.StrongStep)} and was rolled back.")
        {
            File = work.File.Path,
            Line = work.Step.Line,
            Hint = "Split it into steps, or do the slow part without a strong lock.",
        });

    private static MigrationException AssertFailed(StepWork work, AssertDirective assert, string message) => new(
        new MigrationFailure(MigratorExit.Failed, message) { File = work.File.Path, Line = assert.Line, Column = 1, Sql = assert.Sql });
}
