using Agora.Migrations.Events;

namespace Agora.Migrations.Running;

/// <summary>Reports from the server's own view how far the worker's index build has come, at most once a second.</summary>
internal sealed class ProgressMonitor(RunSession run)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly long start = run.Clock.GetTimestamp();
    private long last;

    public async Task LookAsync()
    {
        if (last != 0 && run.Clock.GetElapsedTime(last) < Every)
        {
            return;
        }

        last = run.Clock.GetTimestamp();
        // A worker that is just ending shows a row without values.
        const string sql = """
            SELECT phase, lockers_done, lockers_total, blocks_done, blocks_total, tuples_done, tuples_total, current_locker_pid
            FROM pg_stat_progress_create_index
            WHERE pid = $1
              AND phase IS NOT NULL
            """;
        var rows = await run.Control.ReadAsync(
            new SqlCommand(sql, run.Worker.ProcessId),
            row => Read(
                row.GetString(0),
                (row.GetInt64(1), row.GetInt64(2)),
                (row.GetInt64(3), row.GetInt64(4)),
                (row.GetInt64(5), row.GetInt64(6)),
                row.GetInt64(7)),
            CancellationToken.None);
        if (rows is [var progress])
        {
            run.Log.Add(progress);
        }
    }

    private Progressed Read(string phase, (long, long) lockers, (long, long) blocks, (long, long) tuples, long lockerPid)
    {
        var (done, total, unit) = lockers.Item2 > 0 && phase.StartsWith("waiting", StringComparison.Ordinal)
            ? (lockers.Item1, lockers.Item2, "transactions")
            : blocks.Item2 > 0 ? (blocks.Item1, blocks.Item2, "blocks")
            : tuples.Item2 > 0 ? (tuples.Item1, tuples.Item2, "tuples")
            : (0L, 0L, null);
        var elapsed = run.Clock.GetElapsedTime(start).TotalSeconds;
        double? eta = unit is "blocks" or "tuples" && done > 0 ? elapsed * (total - done) / done : null;
        return new Progressed(
            phase, unit is null ? null : done, unit is null ? null : total, unit, eta, lockerPid > 0 ? (int)lockerPid : null);
    }
}
