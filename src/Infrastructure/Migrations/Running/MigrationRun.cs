using System.Globalization;
using Agora.Migrations.Backfills;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Locks;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>One version on its way up or down: runs its steps that are not done yet, and records the version with the last one.</summary>
internal sealed class MigrationRun(RunSession run, Migration migration, string direction, CancellationToken abort)
{
    private readonly long start = run.Clock.GetTimestamp();
    private TimeSpan lockWait;
    private int attempts;

    public long Version => migration.Version;

    /// <summary>The file holds the SQL of a C# class.</summary>
    public bool IsClass => migration.ClassName is not null;

    public MigrationFile File => direction == Direction.Up ? migration.Up : migration.Down!;

    /// <summary>On the way up the side row is there before the first step, so that a crash leaves a trace of what was being done.</summary>
    /// <param name="again">Another tool took the version back after we had applied it.</param>
    public async Task OpenAsync(bool again, CancellationToken ct)
    {
        run.Log.At(Version);
        run.Log.Add(new MigrationStarted(migration.Description, File.Body.Settings.Phase.ToString(), direction, File.Body.Steps.Count));
        if (direction == Direction.Down)
        {
            return;
        }

        var commands = new List<SqlCommand>();
        if (again)
        {
            commands.Add(run.Writer.ForgetJournal(Version, Direction.Up));
            commands.Add(run.Writer.ForgetBackfill(Version));
        }

        commands.Add(run.Writer.StartMigration(migration, migration.Up.Body));
        await run.Control.SendAllAsync(commands, ct);
    }

    /// <param name="history">Writes or deletes the row of the version, in the transaction of its last step; null before that.</param>
    public async Task RunStepAsync(MigrationStep step, RecordCommand? history, CancellationToken ct)
    {
        var key = new JournalKey(Version, direction, step.Number, 0);
        if (IsDone(step, key))
        {
            if (history is not null)
            {
                // A person has declared that the last step ran; the history follows here.
                await RecordAloneAsync(history);
            }

            return;
        }

        run.Log.At(Version, step.Number);
        await run.ResetWorkerAsync(string.Create(CultureInfo.InvariantCulture, $"migrate {Version} step {step.Number}"), ct);
        var work = new StepWork(File, step, outcome => Record(key, step, outcome, history));
        var outcome = await RunStepAsync(work, key, ct);
        lockWait += outcome.LockWait;
        attempts += outcome.Attempts;
        run.Log.Add(new StepDone(
            File.Body.Steps.Count, step.Settings.Transaction, StepSummary.Of(step), outcome.Attempts, outcome.LockWait.TotalMilliseconds,
            outcome.Duration.TotalMilliseconds));
    }

    /// <summary>Runs the last step together with the row of the version.</summary>
    /// <param name="last">Null when the version has no step.</param>
    public Task FinishAsync(MigrationStep? last, RecordCommand history, CancellationToken ct) =>
        last is null ? RecordAloneAsync(history) : RunStepAsync(last, history, ct);

    public void Close()
    {
        run.Log.At(Version);
        run.Log.Add(new MigrationDone(
            migration.Description, direction, run.Clock.GetElapsedTime(start).TotalMilliseconds, lockWait.TotalMilliseconds, attempts));
        run.Log.At(null);
    }

    private async Task<StepOutcome> RunStepAsync(StepWork work, JournalKey key, CancellationToken ct)
    {
        try
        {
            return work.Step.Settings switch
            {
                { Backfill: not null } when run.Options.DeferBackfills => throw new BackfillDeferredException(),
                { Backfill: not null } => await new BackfillStep(run).RunAsync(work, key, ct),
                { Transaction: true } => await new TransactionalStep(run).RunAsync(work, ct),
                _ => await new StandaloneStep(run, abort).RunAsync(work, key, ct),
            };
        }
        catch (MigrationException failed) when (failed.Failure.Exit is MigratorExit.Failed or MigratorExit.LocksNotObtained)
        {
            await TryJournalAsync(work, key, failed.Failure);
            throw;
        }
    }

    /// <summary>So that <c>status</c> can say why the version stands where it stands. The run fails anyway, with its own reason.</summary>
    private async Task TryJournalAsync(StepWork work, JournalKey key, MigrationFailure failure)
    {
        try
        {
            var hash = MigrationFile.HashTokens(work.Step.Statements);
            await run.Control.SendAllAsync(
                [run.Writer.Journal(key, hash, JournalState.Failed, sqlState: failure.SqlState, message: failure.Message)],
                CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Without the server it cannot be recorded.
        }
    }

    private async Task RecordAloneAsync(RecordCommand history)
    {
        await run.Control.SendAsync("BEGIN", CancellationToken.None);
        try
        {
            var records = Finish(history, new StepOutcome(0, TimeSpan.Zero, TimeSpan.Zero, LockClass.New));
            await RecordWriter.WriteAsync(run.Control, records, CancellationToken.None);
            await run.Control.CommitAsync();
        }
        catch
        {
            await run.Control.TryRollBackAsync();
            throw;
        }
    }

    private List<RecordCommand> Record(JournalKey key, MigrationStep step, StepOutcome outcome, RecordCommand? history) =>
    [
        new(run.Writer.Journal(key, MigrationFile.HashTokens(step.Statements), JournalState.Done, outcome.Attempts)),
        .. history is null ? [] : Finish(history, outcome),
    ];

    /// <summary>Written with the last step only, so FluentMigrator rightly takes a half-done version for not applied.</summary>
    private List<RecordCommand> Finish(RecordCommand history, StepOutcome outcome) => direction == Direction.Up
        ?
        [
            history,
            new(run.Writer.FinishMigration(
                Version, run.Clock.GetElapsedTime(start), lockWait + outcome.LockWait, attempts + outcome.Attempts)),
        ]
        :
        [
            history,
            new(run.Writer.ForgetMigration(Version)),
            new(run.Writer.ForgetJournal(Version, Direction.Up)),
            new(run.Writer.ForgetJournal(Version, Direction.Down)),
            new(run.Writer.ForgetBackfill(Version)),
        ];

    /// <summary>A step that is done must still be the step of the file, or the rest would not fit.</summary>
    private bool IsDone(MigrationStep step, JournalKey key)
    {
        if (run.History.DoneStep(key) is not { } row)
        {
            return false;
        }

        return row.TokenHash == MigrationFile.HashTokens(step.Statements)
            ? true
            : throw new MigrationException(new MigrationFailure(MigratorExit.Drift, EditedStep(step))
            {
                Version = key.Version,
                File = File.Path,
                Line = step.Line,
                Hint = EditedStepHint(key.Version),
            });
    }

    public static string EditedStep(MigrationStep step) => string.Create(
        CultureInfo.InvariantCulture, $"Step {step.Number} was edited after it had run, while the file is not finished.");

    public static string EditedStepHint(long version) => string.Create(
        CultureInfo.InvariantCulture,
        $"Put the old text back; or decide: resolve {version} --applied --reason \"...\" takes the new text for what ran, "
        + $"--retry runs it.");
}

/// <summary>The run ends in front of a backfill that is to be run later, by itself.</summary>
internal sealed class BackfillDeferredException : Exception;
