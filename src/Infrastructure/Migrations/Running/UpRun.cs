using System.Globalization;
using Agora.Migrations.Engine;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Running;

/// <summary>Brings the database up to the files.</summary>
internal sealed class UpRun(RunSession run, CancellationToken abort)
{
    public async Task RunAsync(long? to, CancellationToken ct)
    {
        if (run.Result.InFlight is { } version && run.History.IsApplied(version))
        {
            // The commit whose response was lost did arrive.
            run.Result.InFlight = null;
            run.Result.Applied.Add(version);
        }

        // A start with nothing to do takes no lock and writes nothing.
        if (Work(to).Count == 0 && Repeatables(to).Count == 0 && Adopted().Count == 0)
        {
            return;
        }

        await CheckAsync(to, grammar: false, ct);
        await run.BeginWorkAsync(ct);
        run.Announce([.. Work(to).Select(item => item.Version)], [.. Repeatables(to).Select(file => file.Name)]);
        await AdoptAsync(ct);
        await NamePointAsync(to, ct);
        try
        {
            await ApplyAsync(to, ct);
        }
        catch (BackfillDeferredException)
        {
            run.Log.Warn("backfill-deferred", string.Create(
                CultureInfo.InvariantCulture,
                $"Stopped in front of the backfill of version {run.Result.InFlight}; run it when there is time."));
            run.Result.InFlight = null;
        }
    }

    /// <summary>Whether a run could begin, and what the grammar of the server says to every pending statement. Runs nothing.</summary>
    public async Task ValidateAsync(CancellationToken ct)
    {
        Preflight.Check(run.Directory.Files);
        await CheckAsync(to: null, grammar: true, ct);
    }

    /// <summary>Names the point in front of the first version, where a database that is in use archives its write-ahead log.</summary>
    private async Task NamePointAsync(long? to, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_create_restore_point($1)::text
            WHERE current_setting('archive_mode') <> 'off'
              AND NOT pg_is_in_recovery()
              AND has_function_privilege('pg_create_restore_point(text)', 'EXECUTE')
            """;
        if (Work(to) is not [var first, ..] || !run.Plan.Items.Any(item => run.History.IsApplied(item.Version)))
        {
            return;
        }

        var name = string.Create(
            CultureInfo.InvariantCulture, $"agora_{run.Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}_before_{first.Version}");
        foreach (var position in await run.Control.ReadAsync(new SqlCommand(sql, name), row => row.GetString(0), ct))
        {
            run.Log.Add(new RestorePointNamed(name, position));
        }
    }

    private async Task CheckAsync(long? to, bool grammar, CancellationToken ct)
    {
        CheckGate(to);
        Preflight.Check(Work(to).Select(item => item.File!.Up).Concat(Repeatables(to).Select(file => file.Up)));
        await new RunChecks(run).CheckAsync(
            [
                .. Work(to).Select(item => (item.File!.Up, item.Version, (string?)Direction.Up)),
                .. Repeatables(to).Select(file => (file.Up, 0L, (string?)null)),
            ],
            grammar, ct);
    }

    private async Task ApplyAsync(long? to, CancellationToken ct)
    {
        // By the history as it is under the lock; drift that came while the run waited for it stops it here.
        _ = Work(to);
        using var engine = FluentEngine.Of(run, new EngineRequest(WithRepeatables: RunsRepeatables(to), ct, abort));
        await engine.UpAsync(to);
    }

    /// <summary>What there is to do by the history read last; drift stops it.</summary>
    private List<PlanItem> Work(long? to)
    {
        var plan = run.Plan;
        var drift = plan.Items.Where(item => item.IsDrift && !(run.Options.AllowOutOfOrder && item.State == MigrationState.OutOfOrder))
            .ToList();
        if (drift.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.Drift, "The history and the files have drifted apart; nothing was changed.")
                {
                    Details = [.. drift.Select(Describe)],
                    Hint = "Put the files back as they were; or decide, version by version: "
                    + "resolve VERSION --applied --reason \"...\" takes "
                    + "the file as it is now, or its absence, for what was applied; up --allow-out-of-order applies older versions late.",
                });
        }

        if (plan.Items.FirstOrDefault(item => item.State is MigrationState.Uncertain or MigrationState.PartialDown) is { } open)
        {
            throw Undecided(open);
        }

        run.Result.Pending.Clear();
        run.Result.Pending.AddRange(plan.Pending.Select(item => item.Version));
        return [.. plan.Pending.Where(item => to is null || item.Version <= to)];
    }

    private void CheckGate(long? to)
    {
        var checks = new PreApplyChecks(run.Policy, run.Directory, run.History, run.Clock.GetUtcNow());
        var closed = checks.Problems(Work(to)).Select(problem => problem.ToString()).ToList();
        if (closed.Count > 0)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.NeedsDecision, "Some versions must not run yet; nothing was changed.")
            {
                Details = closed,
                Hint = "Stop before them with --to, or settle what they ask for.",
            });
        }
    }

    private IReadOnlyList<Repeatable> Repeatables(long? to) => RunsRepeatables(to) ? run.Plan.PendingRepeatables : [];

    /// <summary>They describe the newest schema, so they wait until nothing is left out.</summary>
    private bool RunsRepeatables(long? to) =>
        !run.Options.VersionsOnly && (to is null || !run.Plan.Items.Any(item => item.NeedsUp && item.Version > to));

    private List<PlanItem> Adopted() => [.. run.Plan.Items.Where(item => item.State == MigrationState.Adopted)];

    private async Task AdoptAsync(CancellationToken ct)
    {
        var adopted = Adopted();
        if (adopted.Count == 0)
        {
            return;
        }

        await run.Control.SendAllAsync(adopted.Select(item => run.Writer.Adopt(item.File!)), ct);
        run.Log.Warn("adopted", string.Create(
            CultureInfo.InvariantCulture,
            $"{adopted.Count} versions were applied by another tool; their files are taken as they are today."));
        await run.RereadAsync(ct);
    }

    private static string Describe(PlanItem item) => item.State switch
    {
        MigrationState.Edited =>
            string.Create(CultureInfo.InvariantCulture, $"{item.Version} {item.Name}: the file was edited after it was applied."),
        MigrationState.MissingFile =>
            string.Create(CultureInfo.InvariantCulture, $"{item.Version} {item.Name}: applied, and the file is gone."),
        _ => string.Create(CultureInfo.InvariantCulture, $"{item.Version} {item.Name}: older than the newest applied version."),
    };

    private static MigrationException Undecided(PlanItem item) => new(
        new MigrationFailure(
            MigratorExit.NeedsDecision,
            item.State == MigrationState.PartialDown
                ? $"Version {item.Version} is on its way down and not finished; run 'down' again first."
                : $"Version {item.Version} holds a statement of which it is unknown whether it ran; see 'status', then 'resolve'.")
        {
            Version = item.Version,
        });
}
