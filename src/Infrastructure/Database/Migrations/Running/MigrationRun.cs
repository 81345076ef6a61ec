using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.History;
using Agora.Infrastructure.Database.Migrations.Planning;

namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>Runs the steps of one version that are not done yet.</summary>
internal sealed class MigrationRun(RunSession run)
{
    private TimeSpan lockWait;
    private int attempts;

    public async Task UpAsync(PlanItem item, CancellationToken ct)
    {
        var migration = item.File!;
        var body = migration.Up.Body;
        var start = run.Clock.GetTimestamp();
        run.Log.At(item.Version);
        run.Log.Add(new MigrationStarted(migration.Description, body.Settings.Phase.ToString(), Direction.Up, body.Steps.Count));
        await OpenAsync(item, body, ct);
        foreach (var step in body.Steps.Where(step => !IsDone(item.Version, Direction.Up, step)))
        {
            run.Log.At(item.Version, step.Number);
            var last = step.Number == body.Steps.Count;
            await RunStepAsync(item.Version, migration.Up, step, body.Steps.Count, outcome => Record(migration, step, outcome, last, start), ct);
        }

        run.Log.At(item.Version);
        run.Log.Add(new MigrationDone(
            migration.Description, Direction.Up, run.Clock.GetElapsedTime(start).TotalMilliseconds, lockWait.TotalMilliseconds, attempts));
        run.Log.At(null);
    }

    /// <summary>The side row is there before the first step, so that a crash leaves a trace of what was being done.</summary>
    private async Task OpenAsync(PlanItem item, MigrationBody body, CancellationToken ct)
    {
        var commands = new List<SqlCommand>();
        if (item.State == MigrationState.RemovedElsewhere)
        {
            commands.Add(run.Writer.ForgetJournal(item.Version, Direction.Up));
        }

        commands.Add(run.Writer.StartMigration(item.File!, body));
        await run.Control.SendAllAsync(commands, ct);
    }

    private async Task RunStepAsync(
        long version, MigrationFile file, MigrationStep step, int steps, Func<StepOutcome, IReadOnlyList<RecordCommand>> record,
        CancellationToken ct)
    {
        await run.ResetWorkerAsync(string.Create(CultureInfo.InvariantCulture, $"migrate {version} step {step.Number}"), ct);
        var key = new JournalKey(version, Direction.Up, step.Number, 0);
        var work = new StepWork(file, step, key, record);
        var outcome = await new TransactionalStep(run).RunAsync(work, ct);
        lockWait += outcome.LockWait;
        attempts += outcome.Attempts;
        run.Log.Add(new StepDone(
            steps, step.Settings.Transaction, StepSummary.Of(step), outcome.Attempts, outcome.LockWait.TotalMilliseconds,
            outcome.Duration.TotalMilliseconds));
    }

    /// <summary>Only the last step writes the history, so FluentMigrator rightly takes a half-done version for not applied.</summary>
    private List<RecordCommand> Record(Migration migration, MigrationStep step, StepOutcome outcome, bool last, long start)
    {
        var key = new JournalKey(migration.Version, Direction.Up, step.Number, 0);
        var commands = new List<RecordCommand>
        {
            new(run.Writer.Journal(key, MigrationFile.HashTokens(step.Statements), JournalState.Done, outcome.Attempts)),
        };
        if (last)
        {
            commands.Add(new RecordCommand(
                run.Writer.InsertVersion(migration.Version, migration.Description),
                $"Version {migration.Version} was applied by somebody else in the meantime; the step was rolled back."));
            commands.Add(new RecordCommand(run.Writer.FinishMigration(
                migration.Version, run.Clock.GetElapsedTime(start), lockWait + outcome.LockWait, attempts + outcome.Attempts)));
        }

        return commands;
    }

    private bool IsDone(long version, string direction, MigrationStep step) => run.History.JournalOf(version, direction)
        .Any(row => row.Step == step.Number && row.Statement == 0 && row.State is JournalState.Done);
}
