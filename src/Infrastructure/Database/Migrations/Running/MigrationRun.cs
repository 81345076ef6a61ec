using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Backfills;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.History;
using Agora.Infrastructure.Database.Migrations.Planning;

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
        foreach (var step in steps)
        {
            var key = new JournalKey(version, direction, step.Number, 0);
            if (IsDone(file, step, key))
            {
                continue;
            }

            run.Log.At(version, step.Number);
            await run.ResetWorkerAsync(string.Create(CultureInfo.InvariantCulture, $"migrate {version} step {step.Number}"), ct);
            var work = new StepWork(file, step, outcome => Record(key, step, outcome, step.Number == steps.Count ? finish : null));
            var outcome = step.Settings switch
            {
                { Backfill: not null } when run.Options.DeferBackfills => throw new BackfillDeferredException(),
                { Backfill: not null } => await new BackfillStep(run).RunAsync(work, key, ct),
                { Transaction: true } => await new TransactionalStep(run).RunAsync(work, ct),
                _ => await new StandaloneStep(run, abort).RunAsync(work, key, ct),
            };
            lockWait += outcome.LockWait;
            attempts += outcome.Attempts;
            run.Log.Add(new StepDone(
                steps.Count, step.Settings.Transaction, StepSummary.Of(step), outcome.Attempts, outcome.LockWait.TotalMilliseconds,
                outcome.Duration.TotalMilliseconds));
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
        var row = run.History.JournalOf(key.Version, key.Direction).FirstOrDefault(row => row.Step == key.Step && row.Statement == 0);
        if (row is not { State: JournalState.Done })
        {
            return false;
        }

        return row.TokenHash == MigrationFile.HashTokens(step.Statements)
            ? true
            : throw new MigrationException(new MigrationFailure(
                MigratorExit.Drift, $"Step {step.Number} was edited after it had run, while the file is not finished.")
            {
                Version = key.Version,
                File = file.Path,
                Line = step.Line,
                Hint = "Put the old text back and finish, or write a new migration.",
            });
    }

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
