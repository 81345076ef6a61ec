using Agora.Migrations.Events;
using Agora.Migrations.History;

namespace Agora.Migrations.Running;

/// <summary>
/// The two advisory locks. The control connection holds the first so that one runner works at a time; the worker holds the second, the
/// worker lock, so that a statement which outlived its runner keeps the next one out. Both are polled: a session that waits inside
/// pg_advisory_lock() holds a snapshot, and CREATE INDEX CONCURRENTLY of the holder would wait for it forever.
/// </summary>
internal sealed class RunnerLock(HistoryNames names, EventLog log, TimeProvider clock)
{
    private const int RunnerClass = 1885826353;
    private const int WorkerClass = 1885826354;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public Task TakeRunnerAsync(ServerConnection control, TimeSpan limit, CancellationToken ct) =>
        TakeAsync(control, RunnerClass, limit, "Another runner is at work", ct);

    public Task TakeWorkerAsync(ServerConnection worker, TimeSpan limit, CancellationToken ct) =>
        TakeAsync(worker, WorkerClass, limit, "A statement of an earlier run is still at work", ct);

    private async Task TakeAsync(ServerConnection connection, int lockClass, TimeSpan limit, string what, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        while (!await TryAsync(connection, lockClass, ct))
        {
            var holder = await HolderAsync(connection, lockClass, ct);
            var waited = clock.GetElapsedTime(start);
            log.Add(new RunnerLockWaited(holder, waited.TotalMilliseconds));
            if (waited >= limit)
            {
                throw new MigrationException(MigratorExit.AnotherRunner, $"{what}: {holder}.");
            }

            await Task.Delay(Jitter.Around(Poll), clock, ct);
        }
    }

    private async Task<bool> TryAsync(ServerConnection connection, int lockClass, CancellationToken ct)
    {
        const string sql = "SELECT pg_try_advisory_lock($1, $2)";
        var taken = await connection.ReadAsync(new SqlCommand(sql, lockClass, names.LockKey), row => row.GetBoolean(0), ct);
        return taken[0];
    }

    private async Task<string> HolderAsync(ServerConnection connection, int lockClass, CancellationToken ct)
    {
        const string sql = """
            SELECT format('pid %s', l.pid)
                   || coalesce(format(', %s', a.usename), '')
                   || coalesce(format(' "%s"', nullif(a.application_name, '')), '')
                   || coalesce(format(' from %s', a.client_addr), '')
                   || coalesce(format(', connected %s', date_trunc('second', clock_timestamp() - a.backend_start)), '')
                   || CASE WHEN a.state = 'active' THEN format(', running: %s', left(a.query, 80)) ELSE '' END
            FROM pg_locks AS l
            LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'advisory'
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid = $1::bigint::oid
              AND l.objid = $2::bigint::oid
              AND l.objsubid = 2
              AND l.granted
            """;
        var key = (long)unchecked((uint)names.LockKey);
        var holders = await connection.ReadAsync(new SqlCommand(sql, (long)lockClass, key), row => row.GetString(0), ct);
        return holders.Count > 0 ? holders[0] : "a session that has just ended";
    }
}
