using Agora.Infrastructure.Database.Migrations.Events;
using Agora.Infrastructure.Database.Migrations.Files;

namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>Applies a repeatable file whole, in one transaction that also records its hashes.</summary>
internal sealed class RepeatableRun(RunSession run)
{
    public async Task UpAsync(Repeatable repeatable, CancellationToken ct)
    {
        await run.ResetWorkerAsync($"migrate {repeatable.Name}", ct);
        var body = repeatable.Up.Body;
        if (body.Steps is not [{ Settings.Transaction: true } step])
        {
            throw new MigrationException(MigratorExit.LintErrors, $"{repeatable.Up.Path} must be one transactional step, because it is applied whole or not at all.");
        }

        var work = new StepWork(
            repeatable.Up, step, null, outcome => [new RecordCommand(run.Writer.UpsertRepeatable(repeatable, outcome.Duration))]);
        var done = await new TransactionalStep(run).RunAsync(work, ct);
        run.Log.Add(new RepeatableDone(repeatable.Name, done.Duration.TotalMilliseconds));
    }
}
