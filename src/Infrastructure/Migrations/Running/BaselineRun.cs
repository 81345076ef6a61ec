using System.Globalization;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Running;

/// <summary>
/// Declares that a database without history stands where the files up to a version would have brought it. Runs no SQL of
/// the files; later edits of them are no drift, and there is no way back over them.
/// </summary>
internal sealed class BaselineRun(RunSession run)
{
    public async Task RunAsync(long version, CancellationToken ct)
    {
        await run.BeginWorkAsync(ct);
        if (run.History.Versions.Count > 0)
        {
            throw new MigrationException(MigratorExit.Usage, "The history is not empty, so there is nothing to declare; use 'up'.");
        }

        var waiting = run.Plan.Items.Where(item => item.State == MigrationState.Waiting).Select(item => item.Version).ToHashSet();
        var covered = run.Directory.Versioned.Where(file => file.Version <= version && !waiting.Contains(file.Version)).ToList();
        var commands = new List<SqlCommand> { new("BEGIN") };
        foreach (var file in covered)
        {
            commands.Add(run.Writer.InsertVersion(file.Version, file.Description));
            commands.Add(run.Writer.Baseline(file.Version, file.Slug, file.Up.Hash, file.Up.TokenHash));
        }

        if (covered.All(file => file.Version != version))
        {
            // The files of the old days may be gone; the line that was drawn is recorded all the same.
            commands.Add(run.Writer.InsertVersion(version, "baseline"));
            commands.Add(run.Writer.Baseline(version, "baseline", "", ""));
        }

        commands.Add(new SqlCommand("COMMIT"));
        await run.Control.SendAllAsync(commands, ct);
        run.Result.Applied.AddRange(covered.Select(file => file.Version));
        run.Log.Warn("baseline", string.Create(
            CultureInfo.InvariantCulture, $"{covered.Count} versions up to {version} are taken for applied; none of their SQL was run."));
    }
}

/// <summary>Puts right what needs no decision: hashes after a comment-only edit, and one INVALID index by name.</summary>
internal sealed class RepairRun(RunSession run)
{
    /// <param name="index">An INVALID index to drop, as SQL names it; null refreshes hashes only.</param>
    public async Task RunAsync(string? index, CancellationToken ct)
    {
        var edited = run.Plan.Items.Where(item => item.State == MigrationState.CommentOnlyEdit).ToList();
        if (edited.Count == 0 && index is null)
        {
            return;
        }

        await run.BeginWorkAsync(ct);
        await run.Control.SendAllAsync(edited.Select(item => run.Writer.RefreshHash(item.Version, item.File!.Up.Hash)), ct);
        foreach (var item in edited)
        {
            run.Log.Add(new Events.Repaired(item.File!.Up.Path, "comments or white space edited", "hash refreshed"));
        }

        if (index is not null)
        {
            await run.ResetWorkerAsync("migrate repair", ct);
            await new Recovery.IndexRecovery(run).DropInvalidAsync(index, ct);
        }
    }
}
