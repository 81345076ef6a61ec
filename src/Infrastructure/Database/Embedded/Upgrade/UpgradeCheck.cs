using Agora.Infrastructure.Backups;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <param name="Tables">That were compared.</param>
/// <param name="Left">That were not, because a vacuum or a long write kept them from being held.</param>
/// <param name="Differences">One sentence each; none is what one wants.</param>
public sealed record UpgradeComparison(int Tables, long Rows, IReadOnlyList<string> Left, IReadOnlyList<string> Differences);

/// <summary>
/// Compares every table of both servers by count and checksum, at one position of the log. Writers are held for as long as the follower
/// needs to reach it; both are then read in the snapshot of that moment.
/// </summary>
internal static class UpgradeCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), CatchUpMost = TimeSpan.FromSeconds(5);

    public static async Task<UpgradeComparison> RunAsync(
        UpgradeServer follower, UpgradeServer leader, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        await using var there = await leader.OpenAsync(ct);
        await using var here = await follower.OpenAsync(ct);
        await using var thereSnapshot = await there.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var hereSnapshot = await here.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        IReadOnlyList<string> left;
        await using (var holding = await leader.OpenAsync(ct))
        await using (var hold = await holding.BeginTransactionAsync(ct))
        {
            left = await FigureReader.HoldAsync(holding, Patience, ct);
            await FigureReader.FixSnapshotAsync(there, ct);
            await new UpgradeReplication(progress, clock).CatchUpAsync(follower, leader, CatchUpMost, ct);
            await FigureReader.FixSnapshotAsync(here, ct);
            await hold.CommitAsync(ct);
        }

        var figures = await Task.WhenAll(
            FigureReader.ReadAsync(there, progress, clock, ct), FigureReader.ReadAsync(here, new Progress<string>(), clock, ct));
        var compared = figures[0].Where(table => !left.Contains(table.Table, StringComparer.Ordinal)).ToList();
        return new UpgradeComparison(
            compared.Count, compared.Sum(table => table.Rows), left, TableFigures.Compare(compared, figures[1], left));
    }
}
