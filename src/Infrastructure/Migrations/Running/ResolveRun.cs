using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Running;

/// <summary>What a person found out about that which stops a version.</summary>
public enum Resolution
{
    /// <summary>It has run, or was done by hand: continue after it.</summary>
    Applied,

    /// <summary>It has not run, or has to run again.</summary>
    Retry,
}

/// <summary>
/// Writes down a decision that only a person can take, with who decided and why. There is an answer to every state that neither
/// <c>up</c> nor <c>down</c> gets out of.
/// </summary>
internal sealed class ResolveRun(RunSession run)
{
    public async Task RunAsync(long version, Resolution resolution, string reason, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new MigrationException(MigratorExit.Usage, "A resolution needs a reason; it is kept in the journal.");
        }

        await run.BeginWorkAsync(ct);
        var uncertain = await run.Control.ReadAsync(run.Writer.Resolve(version, resolution, reason), row => row.GetInt32(0), ct);
        if (uncertain.Count > 0)
        {
            return;
        }

        var item = run.Plan.Items.FirstOrDefault(item => item.Version == version)
            ?? throw new MigrationException(MigratorExit.Usage, $"There is no version {version}, neither in the files nor in the history.");
        var (commands, done) = Decide(item, resolution, reason);
        await run.Control.SendAllAsync([new("BEGIN"), .. commands, new("COMMIT")], ct);
        run.Log.Add(new Repaired(version.ToString(CultureInfo.InvariantCulture), item.State.ToString(), done));
    }

    private (List<SqlCommand> Commands, string Done) Decide(PlanItem item, Resolution resolution, string reason) =>
        (item.State, resolution) switch
        {
            (MigrationState.Partial or MigrationState.PartialDown, _) when File(item) is { } file => Step(item, file, resolution, reason),
            (_, Resolution.Applied) when WentDown(item) && item.File?.Down is { } down => Step(item, down, resolution, reason),
            (MigrationState.Partial, Resolution.Retry) => (
                [run.Writer.ForgetJournal(item.Version, Direction.Up), run.Writer.ForgetBackfill(item.Version),
                run.Writer.ForgetMigration(item.Version)],
                "the version without a file is forgotten; what its steps made stays"),
            (MigrationState.Edited, Resolution.Applied) => (
                [Declare(item, reason), run.Writer.AcceptFile(item.Version, item.File!.Up)],
                "the file as it is now counts as what was applied"),
            (MigrationState.MissingFile, Resolution.Applied) => (
                [Declare(item, reason), run.Writer.Baseline(item.Version, item.Name, "", "")],
                "the version counts as part of the baseline and needs no file"),
            _ => throw new MigrationException(
                MigratorExit.Usage,
                $"Version {item.Version} is {item.State}: nothing of it waits "
                + $"for {(resolution == Resolution.Applied ? "--applied" : "--retry")}. See 'status' for the next command."),
        };

    /// <summary>The first step that was edited after it had run, or else the one that comes next.</summary>
    private (List<SqlCommand> Commands, string Done) Step(PlanItem item, MigrationFile file, Resolution resolution, string reason)
    {
        var steps = file.Body.Steps.Select(step => (
            Key: new JournalKey(item.Version, DirectionOf(item), step.Number, 0), Hash: MigrationFile.HashTokens(step.Statements)))
                .ToList();
        var edited = steps.FindIndex(step => run.History.DoneStep(step.Key) is { } row && row.TokenHash != step.Hash);
        var at = edited >= 0 ? edited : steps.FindIndex(step => run.History.DoneStep(step.Key) is null);
        if (at < 0)
        {
            throw new MigrationException(
                MigratorExit.Usage, $"Every step of {item.Version} is done; run '{DirectionOf(item)}' to finish it.");
        }

        var key = steps[at].Key;
        return resolution switch
        {
            Resolution.Applied => (
                [run.Writer.ForgetBackfillStep(key), run.Writer.Declare(key, steps[at].Hash, reason)],
                $"step {key.Step} counts as run; '{key.Direction}' continues after it"),
            _ when edited >= 0 => ([run.Writer.ForgetBackfillStep(key), run.Writer.ForgetStep(key)],
                $"step {key.Step} will be run by the next '{key.Direction}'"),
            _ => throw new MigrationException(
                MigratorExit.Usage, $"Step {key.Step} of {item.Version} runs again by itself: run '{key.Direction}'."),
        };
    }

    private string DirectionOf(PlanItem item) => item.State == MigrationState.PartialDown || WentDown(item) ? Direction.Down : Direction.Up;

    /// <summary>True for an applied version whose way down failed in its first step.</summary>
    private bool WentDown(PlanItem item) =>
        item.History is not null && run.History.FailedStep(item.Version) is { Direction: Direction.Down };

    private static MigrationFile? File(PlanItem item) => item.State == MigrationState.PartialDown ? item.File?.Down : item.File?.Up;

    private SqlCommand Declare(PlanItem item, string reason) =>
        run.Writer.Declare(new JournalKey(item.Version, Direction.Up, 0, 0), item.File?.Up.TokenHash ?? "", reason);
}
