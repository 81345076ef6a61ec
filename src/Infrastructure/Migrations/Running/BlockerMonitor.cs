using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>Reads on the control connection who blocks the worker and who has queued behind it.</summary>
internal sealed class BlockerMonitor(ServerConnection control, int workerPid, int maxQueued, TimeProvider clock)
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GonePoll = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<(int Pid, string? Vxid), Blocker> blockers = [];

    public IReadOnlyCollection<Blocker> Blockers => blockers.Values;

    public int QueuedBehind { get; private set; }

    /// <summary>True when the worker was cancelled because too many sessions waited behind it.</summary>
    public bool GaveWay { get; private set; }

    /// <summary>Watches until stopped.</summary>
    /// <param name="beside">Another short query on the same connection.</param>
    /// <returns>True when stopped, false when the control connection is gone.</returns>
    public async Task<bool> WatchAsync(TimeSpan lockTimeout, Func<Task>? beside, CancellationToken stop)
    {
        var poll = lockTimeout / 2 < LongestPoll ? lockTimeout / 2 : LongestPoll;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(poll, clock, stop);
                await LookAsync();
                if (beside is not null)
                {
                    await beside();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }

        return true;
    }

    /// <summary>
    /// Stays out of the queue until the very transactions that blocked us have ended. Autovacuum is not waited for: it gives way only to
    /// a session that waits in the queue.
    /// </summary>
    /// <returns>True when all are gone.</returns>
    public async Task<bool> UntilGoneAsync(TimeSpan limit, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var awaited = blockers.Values.Where(blocker => !blocker.Autovacuum && blocker.Vxid is not null).Select(blocker => blocker.Vxid!)
            .ToArray();
        while (awaited.Length > 0 && await AnyAliveAsync(awaited, ct))
        {
            if (clock.GetElapsedTime(start) >= limit)
            {
                return false;
            }

            await Task.Delay(GonePoll, clock, ct);
        }

        return true;
    }

    private async Task LookAsync()
    {
        // The queries are short and are not cancelled half-way, so that the connection stays usable.
        const string sql = """
            SELECT b.pid,
                   (SELECT l.virtualtransaction FROM pg_locks AS l WHERE l.pid = b.pid LIMIT 1),
                   a.usename::text,
                   nullif(a.application_name, ''),
                   extract(epoch FROM clock_timestamp() - a.xact_start)::float8,
                   a.state,
                   left(a.query, 200),
                   a.usename IS NULL AND EXISTS (SELECT FROM pg_stat_progress_vacuum AS v WHERE v.pid = b.pid)
            FROM unnest(pg_blocking_pids($1)) AS b (pid)
            LEFT JOIN pg_stat_activity AS a ON a.pid = b.pid
            """;
        const string queue = """
            SELECT count(DISTINCT w.pid)::int
            FROM pg_locks AS w
            WHERE NOT w.granted
              AND w.pid <> $1
              AND $1 = ANY (pg_blocking_pids(w.pid))
            """;
        foreach (var blocker in await control.ReadAsync(new SqlCommand(sql, workerPid), Read, CancellationToken.None))
        {
            blockers[(blocker.Pid, blocker.Vxid)] = blocker;
        }

        var queued = (await control.ReadAsync(new SqlCommand(queue, workerPid), row => row.GetInt32(0), CancellationToken.None))[0];
        QueuedBehind = Math.Max(QueuedBehind, queued);
        if (queued > maxQueued && !GaveWay && blockers.Count > 0)
        {
            GaveWay = true;
            await control.ReadAsync(
                new SqlCommand("SELECT pg_cancel_backend($1)", workerPid), row => row.GetBoolean(0), CancellationToken.None);
        }
    }

    private async Task<bool> AnyAliveAsync(string[] vxids, CancellationToken ct)
    {
        const string sql = "SELECT EXISTS (SELECT FROM pg_locks WHERE virtualtransaction = ANY ($1))";
        return (await control.ReadAsync(new SqlCommand(sql, [vxids]), row => row.GetBoolean(0), ct))[0];
    }

    private static Blocker Read(NpgsqlDataReader row) => new(
        row.GetInt32(0), Text(row, 1), Text(row, 2), Text(row, 3), row.IsDBNull(4) ? null : row.GetDouble(4), Text(row, 5), Text(row, 6),
        !row.IsDBNull(7) && row.GetBoolean(7));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
