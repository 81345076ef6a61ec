using System.Globalization;
using Agora.Migrations.Engine;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Running;

/// <summary>Takes versions back, newest first, each by its down file.</summary>
internal sealed class DownRun(RunSession run, CancellationToken abort)
{
    public async Task RunAsync(DownTarget target, CancellationToken ct)
    {
        if (run.Result.InFlight is { } version && !run.History.IsApplied(version))
        {
            // The commit whose response was lost did arrive.
            run.Result.InFlight = null;
            run.Result.Applied.Add(version);
        }

        run.Result.Planned ??= [.. target.Pick(Applied()).Select(item => item.Version)];
        if (Work().Count == 0)
        {
            return;
        }

        Check(Work());
        CheckLoss(Work());
        await new RunChecks(run).CheckAsync(
            [.. RepeatableDowns().Select(file => (file.Down!, 0L, (string?)null)), .. Work()
                .Select(item => (item.File!.Down!, item.Version, (string?)Direction.Down))],
            grammar: true, ct);
        await run.BeginWorkAsync(ct);
        var work = Work();
        run.Announce([.. work.Select(item => item.Version)], []);
        using var engine = FluentEngine.Of(run, new EngineRequest(WithRepeatables: false, ct, abort));
        await TakeRepeatablesBackAsync(engine, ct);
        await engine.DownAsync(Stays(work));
    }

    /// <summary>FluentMigrator takes back all that is newer than this version.</summary>
    private long Stays(List<PlanItem> work)
    {
        var applied = Applied().Select(item => item.Version).ToList();
        if (work.Count > 0 && applied[0] > work[0].Version)
        {
            throw new MigrationException(MigratorExit.AnotherRunner, string.Create(
                CultureInfo.InvariantCulture,
                $"Version {applied[0]} was applied by another runner in the meantime; see 'status' and run again."));
        }

        return applied.Except(work.Select(item => item.Version)).FirstOrDefault();
    }

    private List<PlanItem> Work() => [.. Applied().Where(item => run.Result.Planned!.Contains(item.Version))];

    private IEnumerable<PlanItem> Applied() => run.Plan.Items
        .Where(item => item.State is not (
            MigrationState.Pending or MigrationState.OutOfOrder or MigrationState.RemovedElsewhere or MigrationState.Waiting))
        .OrderByDescending(item => item.Version);

    private static void Check(List<PlanItem> work)
    {
        var problems = new List<string>();
        foreach (var item in work)
        {
            problems.AddRange(item switch
            {
                { State: MigrationState.Baseline } => [$"{item.Version} belongs to the baseline, which has no way back."],
                { State: MigrationState.Partial or MigrationState.Uncertain } =>
                    [$"{item.Version} is not finished; finish it with 'up' first, where 'resolve' can skip a step."],
                { File: null } => [$"{item.Version} has no file."],
                { File.Down: null } =>
                    [$"{item.Version} {item.Name} has no down file: {item.File.Up.Body.Settings.Irreversible ?? "no reason is given"}."],
                _ => Preflight.Problems(item.File.Down).Select(problem => problem.ToString()),
            });
        }

        if (problems.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.Usage, "There is no way back over these versions; nothing was changed.")
                {
                    Details = problems,
                });
        }
    }

    private void CheckLoss(List<PlanItem> work)
    {
        var checks = new PreApplyChecks(run.Policy, run.Directory, run.History, run.Clock.GetUtcNow());
        var losses = run.Options.AcceptDataLoss ? [] : checks.Losses(work.Select(item => item.File!.Down!)).ToList();
        if (losses.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.NeedsDecision, "The way back destroys data; nothing was changed.")
                {
                    Details = losses,
                    Hint = "Say --yes-i-lose-data if that is meant.",
                });
        }
    }

    private IEnumerable<Repeatable> RepeatableDowns() => run.Directory.Repeatables.Reverse()
        .Where(repeatable => repeatable.Down is not null && run.History.Repeatables.ContainsKey(repeatable.Name));

    /// <summary>
    /// Repeatable objects may stand on what is about to go. Those with a down file are dropped; all are forgotten, so that the next way
    /// up makes them again.
    /// </summary>
    private async Task TakeRepeatablesBackAsync(FluentEngine engine, CancellationToken ct)
    {
        foreach (var repeatable in RepeatableDowns().ToList())
        {
            await engine.DownAsync(repeatable);
        }

        await run.Control.SendAllAsync(run.History.Repeatables.Keys.Select(run.Writer.ForgetRepeatable), ct);
    }
}

/// <summary>How far to go back: to a version, which stays, or a number of versions.</summary>
public sealed record DownTarget
{
    private DownTarget(long? to, int? steps)
    {
        To = to;
        Steps = steps;
    }

    public long? To { get; }

    public int? Steps { get; }

    /// <param name="version">Stays applied; 0 takes everything back.</param>
    public static DownTarget Version(long version) => new(version, null);

    public static DownTarget Last(int steps) => new(null, steps);

    public IEnumerable<PlanItem> Pick(IEnumerable<PlanItem> newestFirst) =>
        To is { } version ? newestFirst.TakeWhile(item => item.Version > version) : newestFirst.Take(Steps ?? 0);
}
