using Agora.Migrations.Events;
using Agora.Migrations.Files;

namespace Agora.Migrations.Running;

/// <summary>Applies a repeatable file whole, or drops what it made, in one transaction that also records it.</summary>
internal sealed class RepeatableRun(RunSession run)
{
    public const string Shape = "A repeatable file must be one transactional step, because it is applied whole or not at all.";

    public async Task UpAsync(Repeatable repeatable, CancellationToken ct)
    {
        var outcome = await RunAsync(repeatable.Up, repeatable.Name, done => run.Writer.UpsertRepeatable(repeatable, done.Duration), ct);
        run.Log.Add(new RepeatableDone(repeatable.Name, outcome.Duration.TotalMilliseconds));
    }

    public Task<StepOutcome> DownAsync(Repeatable repeatable, CancellationToken ct) =>
        RunAsync(repeatable.Down!, repeatable.Name, _ => run.Writer.ForgetRepeatable(repeatable.Name), ct);

    private async Task<StepOutcome> RunAsync(MigrationFile file, string name, Func<StepOutcome, SqlCommand> record, CancellationToken ct)
    {
        if (file.Body.Steps is not [{ Settings.Transaction: true } step])
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.LintErrors, Shape) { File = file.Path, Line = 1 });
        }

        await run.ResetWorkerAsync($"migrate {name}", ct);
        return await new TransactionalStep(run).RunAsync(new StepWork(file, step, outcome => [new RecordCommand(record(outcome))]), ct);
    }
}
