using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Backfills;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.History;
using Agora.Infrastructure.Database.Migrations.Locks;
using Agora.Infrastructure.Database.Migrations.Planning;
using Npgsql;

namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>Runs the steps of one version, in one direction, that are not done yet.</summary>
internal sealed class MigrationRun(RunSession run, CancellationToken abort)
{
    private readonly long start = run.Clock.GetTimestamp();
    private TimeSpan lockWait;
    private int attempts;

    public async Task UpAsync(PlanItem item, CancellationToken ct)
    {
        var migration = item.File!;
        Announce(migration, migration.Up.Body, Direction.Up);
        await OpenAsync(item, migration.Up.Body, ct);
        await RunStepsAsync(migration.Version, migration.Up, Direction.Up, outcome => FinishUp(migration, outcome), ct);
        Done(migration, Direction.Up);
    }

    public async Task DownAsync(PlanItem item, CancellationToken ct)
    {
        var migration = item.File!;
        var down = migration.Down!;
        Announce(migration, down.Body, Direction.Down);
        await RunStepsAsync(migration.Version, down, Direction.Down, _ => FinishDown(migration.Version), ct);
        Done(migration, Direction.Down);
    }

    /// <summary>The side row is there before the first step, so that a crash leaves a trace of what was being done.</summary>
    private async Task OpenAsync(PlanItem item, MigrationBody body, CancellationToken ct)
    {
        var commands = new List<SqlCommand>();
        if (item.State == MigrationState.RemovedElsewhere)
        {
            commands.Add(run.Writer.ForgetJournal(item.Version, Direction.Up));
            commands.Add(run.Writer.ForgetBackfill(item.Version));
        }

        commands.Add(run.Writer.StartMigration(item.File!, body));
        await run.Control.SendAllAsync(commands, ct);
    }

    private async Task RunStepsAsync(
        long version, MigrationFile file, string direction, Func<StepOutcome, List<RecordCommand>> finish, CancellationToken ct)
    {
        var steps = file.Body.Steps;
        var isRecorded = false;
        foreach (var step in steps)
        {
            var key = new JournalKey(version, direction, step.Number, 0);
            if (IsDone(file, step, key))
            {
                continue;
            }

            run.Log.At(version, step.Number);
            await run.ResetWorkerAsync(string.Create(CultureInfo.InvariantCulture, $"migrate {version} step {step.Number}"), ct);
            isRecorded = step.Number == steps.Count;
            var work = new StepWork(file, step, outcome => Record(key, step, outcome, step.Number == steps.Count ? finish : null));
            var outcome = await RunStepAsync(work, key, ct);
            lockWait += outcome.LockWait;
            attempts += outcome.Attempts;
            run.Log.Add(new StepDone(
                steps.Count, step.Settings.Transaction, StepSummary.Of(step), outcome.Attempts, outcome.LockWait.TotalMilliseconds,
                outcome.Duration.TotalMilliseconds));
        }

        if (!isRecorded)
        {
            // A person has declared that the last step ran; the history follows here.
            await RecordAloneAsync(finish(new StepOutcome(0, TimeSpan.Zero, TimeSpan.Zero, LockClass.New)));
        }
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
                [run.Writer.Journal(key, hash, JournalState.Failed, sqlState: failure.SqlState, message: failure.Message)], CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Without the server there is nobody to write it down for.
        }
    }

    private async Task RecordAloneAsync(List<RecordCommand> records)
    {
        await run.Control.SendAsync("BEGIN", CancellationToken.None);
        try
        {
            await Recording.WriteAsync(run.Control, records, CancellationToken.None);
            await run.Control.CommitAsync();
        }
        catch
        {
            await run.Control.TryRollBackAsync();
            throw;
        }
    }

    private List<RecordCommand> Record(
        JournalKey key, MigrationStep step, StepOutcome outcome, Func<StepOutcome, List<RecordCommand>>? finish) =>
        [
            new(run.Writer.Journal(key, MigrationFile.HashTokens(step.Statements), JournalState.Done, outcome.Attempts)),
            .. finish?.Invoke(outcome) ?? [],
        ];

    /// <summary>Written with the last step only, so FluentMigrator rightly takes a half-done version for not applied.</summary>
    private List<RecordCommand> FinishUp(Migration migration, StepOutcome outcome) =>
    [
        new(run.Writer.InsertVersion(migration.Version, migration.Description),
            string.Create(CultureInfo.InvariantCulture, $"Version {migration.Version} was applied by somebody else in the meantime; the step was rolled back.")),
        new(run.Writer.FinishMigration(
            migration.Version, run.Clock.GetElapsedTime(start), lockWait + outcome.LockWait, attempts + outcome.Attempts)),
    ];

    private List<RecordCommand> FinishDown(long version) =>
    [
        new(run.Writer.DeleteVersion(version),
            string.Create(CultureInfo.InvariantCulture, $"Version {version} was taken back by somebody else in the meantime; the step was rolled back.")),
        new(run.Writer.ForgetMigration(version)),
        new(run.Writer.ForgetJournal(version, Direction.Up)),
        new(run.Writer.ForgetJournal(version, Direction.Down)),
        new(run.Writer.ForgetBackfill(version)),
    ];

    /// <summary>A step that is done must still be the step of the file, or the rest would not fit.</summary>
    private bool IsDone(MigrationFile file, MigrationStep step, JournalKey key)
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
                File = file.Path,
                Line = step.Line,
                Hint = EditedStepHint(key.Version),
            });
    }

    public static string EditedStep(MigrationStep step) => string.Create(
        CultureInfo.InvariantCulture, $"Step {step.Number} was edited after it had run, while the file is not finished.");

    public static string EditedStepHint(long version) => string.Create(
        CultureInfo.InvariantCulture,
        $"Put the old text back; or decide: resolve {version} --applied --reason \"...\" takes the new text for what ran, --retry runs it.");

    private void Announce(Migration migration, MigrationBody body, string direction)
    {
        run.Log.At(migration.Version);
        run.Log.Add(new MigrationStarted(migration.Description, body.Settings.Phase.ToString(), direction, body.Steps.Count));
    }

    private void Done(Migration migration, string direction)
    {
        run.Log.At(migration.Version);
        run.Log.Add(new MigrationDone(
            migration.Description, direction, run.Clock.GetElapsedTime(start).TotalMilliseconds, lockWait.TotalMilliseconds, attempts));
        run.Log.At(null);
    }
}

/// <summary>The run ends in front of a backfill that is to be run later, by itself.</summary>
internal sealed class BackfillDeferredException : Exception;
