using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Locks;
using Agora.Migrations.Recovery;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>
/// Runs the statements of a <c>transaction=off</c> step one by one. What could run in a transaction gets one of its own together with
/// its journal row, so there is never a doubt whether it ran. The rest is journalled before and after, and read back from the catalogue.
/// </summary>
internal sealed class StandaloneStep(RunSession run, CancellationToken abort)
{
    private readonly CatalogueRecovery recovery = new(run);

    /// <param name="work">Its record is written with the last statement.</param>
    /// <param name="ct">Stops between statements; a concurrent build that runs is finished first.</param>
    public async Task<StepOutcome> RunAsync(StepWork work, JournalKey step, CancellationToken ct)
    {
        var start = run.Clock.GetTimestamp();
        var lockWait = TimeSpan.Zero;
        var attempts = 0;
        for (var i = 0; i < work.Step.Statements.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var statement = work.Step.Statements[i];
            var item = new StandaloneStatement(
                work, statement, StatementClassifier.Classify(statement), step with
                {
                    Statement = i + 1,
                }, i == work.Step.Statements.Count - 1);
            run.Log.Statement = i + 1;
            var outcome = await RunAsync(item, start, ct);
            lockWait += outcome.LockWait;
            attempts += outcome.Attempts;
        }

        run.Log.Statement = null;
        return new StepOutcome(attempts, lockWait, run.Clock.GetElapsedTime(start), LockClass.Weak);
    }

    private async Task<StepOutcome> RunAsync(StandaloneStatement item, long start, CancellationToken ct)
    {
        var nothing = new StepOutcome(0, TimeSpan.Zero, TimeSpan.Zero, LockClass.New);
        var journal = run.History.JournalOf(item.Key.Version, item.Key.Direction)
            .FirstOrDefault(row => row.Step == item.Key.Step && row.Statement == item.Key.Statement);
        if (journal is not null && journal.TokenHash != item.TokenHash)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.Drift, "The statement was edited after it had begun to run; put the old text back, or take the version down.")
            {
                File = item.Work.File.Path,
                Line = item.Statement.Line,
                Sql = item.Statement.Text,
            });
        }

        if (journal is { State: JournalState.Done or JournalState.Resolved })
        {
            if (item.IsLast)
            {
                // Reached only when a person decided about the last statement: the runner itself records the step together with it.
                await RecordAsync(item, nothing, ct);
            }

            return nothing;
        }

        if (item.FitsTransaction)
        {
            return await new TransactionalStep(run).RunAsync(item.AsTransaction(run, start), ct);
        }

        // A statement that the server itself refused left nothing, except the concurrent ones, which leave half-made objects.
        var interrupted = journal is { State: JournalState.Started or JournalState.Uncertain } || item.Facts.Kind != StatementKind.Other;
        var recovered = journal is not null && interrupted
            ? await recovery.AssessAsync(item.Statement, item.Facts, ct)
            : RecoveryResult.Run;
        switch (recovered.Action)
        {
            case RecoveryAction.AlreadyDone:
                await RecordAsync(item, nothing, ct);
                return nothing;
            case RecoveryAction.Unknown:
                await run.Control.SendAllAsync(
                    [run.Writer.Journal(item.Key, item.TokenHash, JournalState.Uncertain, message: recovered.Reason)], ct);
                throw Undecided(item, recovered.Reason);
            default:
                return await SendAsync(item, ct);
        }
    }

    private async Task<StepOutcome> SendAsync(StandaloneStatement item, CancellationToken ct)
    {
        var backoff = LockBackoff.Of(item.Facts.Lock, item.Work.Step.Settings, run.Policy);
        var loop = new LockRetry(run, backoff, item.Work.File.Path, item.Statement.Line);
        var outcome = await loop.RunAsync(attempt => AttemptAsync(item, attempt), ct);
        await RecordAsync(item, outcome, ct);
        return outcome;
    }

    private async Task<PostgresException?> AttemptAsync(StandaloneStatement item, LockAttempt attempt)
    {
        await run.Control.SendAllAsync(
            [run.Writer.Journal(item.Key, item.TokenHash, JournalState.Started, attempt.Number, run.Worker.ProcessId)], abort);
        const string sql = "SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)";
        await run.Worker.SendAllAsync(
            [new(sql, Durations.Setting(attempt.LockTimeout), Durations.Setting(attempt.StatementTimeout))], abort);
        await using var monitor = new StatementMonitor(run, attempt, progress: true);
        using var clock = new CancellationTokenSource(run.Policy.MaxConcurrentBuild, run.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort, clock.Token, monitor.ControlLost);
        try
        {
            await run.SendStatementAsync(item.Work.File, item.Statement, item.Facts.Lock, limit.Token);
            return null;
        }
        catch (PostgresException error)
        {
            await monitor.StopAsync();
            var aftermath = await CleanAsync(item, attempt, error.SqlState, error.MessageText);
            return Failures.IsLockFailure(error) ? error : throw Failures.Statement(item.Work.File, item.Statement, error, aftermath);
        }
        catch (OperationCanceledException)
        {
            await monitor.StopAsync();
            if (monitor.ControlLost.IsCancellationRequested)
            {
                // The journal cannot be written any more; the next run reads the catalogue.
                throw Failures.ControlLost();
            }

            var aftermath = await CleanAsync(item, attempt, PostgresErrorCodes.QueryCanceled, "cancelled");
            throw abort.IsCancellationRequested
                ? new MigrationException(MigratorExit.Failed, $"Cancelled on request. {aftermath}")
                : new MigrationException(
                    MigratorExit.Failed,
                    $"The statement took longer than {Durations.Seconds(run.Policy.MaxConcurrentBuild)} and was cancelled. {aftermath}");
        }
    }

    /// <summary>
    /// Writes down that the statement failed, and removes what it left. Where either fails, the next run asks the catalogue.
    /// </summary>
    private async Task<string> CleanAsync(StandaloneStatement item, LockAttempt attempt, string sqlState, string message)
    {
        try
        {
            if (run.Worker.IsOpen)
            {
                await run.Control.SendAllAsync(
                    [run.Writer.Journal(item.Key, item.TokenHash, JournalState.Failed, attempt.Number, null, sqlState, message)],
                    CancellationToken.None);
                return await recovery.CleanAsync(item.Statement, item.Facts, CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // The failure of the statement is the one to report.
        }

        return "What it left could not be removed now; the next run looks for it first.";
    }

    private async Task RecordAsync(StandaloneStatement item, StepOutcome outcome, CancellationToken ct)
    {
        var records = new List<RecordCommand> { new(run.Writer.Journal(item.Key, item.TokenHash, JournalState.Done, outcome.Attempts)) };
        if (item.IsLast)
        {
            records.AddRange(item.Work.Record(outcome));
        }

        await run.Control.SendAsync("BEGIN", ct);
        try
        {
            await RecordWriter.WriteAsync(run.Control, records, CancellationToken.None);
            await run.Control.CommitAsync();
        }
        catch
        {
            await run.Control.TryRollBackAsync();
            throw;
        }
    }

    private static MigrationException Undecided(StandaloneStatement item, string reason) => new(
        new MigrationFailure(MigratorExit.NeedsDecision, $"It is unknown whether this statement ran: {reason}")
        {
            Version = item.Key.Version,
            File = item.Work.File.Path,
            Line = item.Statement.Line,
            Sql = item.Statement.Text,
            Hint = $"Look at the database, then: resolve {item.Key.Version} --applied --reason \"...\", or: "
                + $"resolve {item.Key.Version} --retry --reason \"...\"",
        });
}

/// <param name="IsLast">The record of the whole step is written with it.</param>
internal sealed record StandaloneStatement(StepWork Work, SqlStatement Statement, StatementFacts Facts, JournalKey Key, bool IsLast)
{
    public string TokenHash { get; } = MigrationFile.HashTokens([Statement]);

    /// <summary>CALL and DO may commit inside, so they never get a transaction here.</summary>
    public bool FitsTransaction =>
        Facts.Transaction == TransactionRule.Any && !Statement.Is(0, "call") && !Statement.Is(0, "do");

    public StepWork AsTransaction(RunSession run, long start)
    {
        var step = Work.Step with { Statements = [Statement], Line = Statement.Line, Asserts = [] };
        return Work with { Step = step, Record = outcome => Record(run, outcome, start) };
    }

    private List<RecordCommand> Record(RunSession run, StepOutcome outcome, long start)
    {
        var records = new List<RecordCommand> { new(run.Writer.Journal(Key, TokenHash, JournalState.Done, outcome.Attempts)) };
        if (IsLast)
        {
            records.AddRange(Work.Record(outcome with { Duration = run.Clock.GetElapsedTime(start) }));
        }

        return records;
    }
}
