using Agora.Migrations.Events;
using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Planning;

/// <param name="Wanted">The relation and the mode that it waits for; null for a lock that is not on a relation.</param>
/// <param name="WaitedS">Seconds.</param>
public sealed record LockWait(Blocker Waiter, string? Wanted, double WaitedS, IReadOnlyList<Blocker> Blockers);

/// <summary>Who waits for whom in this database, at this moment.</summary>
public static class LockReader
{
    /// <returns>The longest wait first.</returns>
    public static async Task<IReadOnlyList<LockWait>> ReadAsync(MigratorOptions options, CancellationToken ct)
    {
        // One row for each waiter and each session in its way. What another role does is visible to members of pg_read_all_stats.
        const string sql = """
            SELECT w.pid, w.usename::text, nullif(w.application_name, ''), extract(epoch FROM clock_timestamp() - w.xact_start)::float8,
                   w.state, left(w.query, 200),
                   CASE WHEN l.relation IS NOT NULL THEN format('%s %s', l.relation::regclass, l.mode) END,
                   extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, clock_timestamp()))::float8,
                   b.pid, b.usename::text, nullif(b.application_name, ''), extract(epoch FROM clock_timestamp() - b.xact_start)::float8,
                   b.state, left(b.query, 200),
                   b.backend_type = 'autovacuum worker'
            FROM pg_locks AS l
            JOIN pg_stat_activity AS w ON w.pid = l.pid
            CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS k (pid)
            JOIN pg_stat_activity AS b ON b.pid = k.pid
            WHERE NOT l.granted
              AND w.datname = current_database()
            ORDER BY l.waitstart NULLS LAST, w.pid, b.pid
            """;
        await using var connection = await ServerConnection.OpenAsync(options.ConnectionString, "migrate locks", onNotice: null, ct);
        var rows = await connection.ReadAsync(
            new SqlCommand(sql),
            row => (Waiter: Session(row, 0, autovacuum: false),
                Wanted: Text(row, 6),
                WaitedS: row.GetDouble(7),
                Blocker: Session(row, 8, row.GetBoolean(14))),
            ct);
        return
        [
            .. rows.GroupBy(row => row.Waiter.Pid)
                .Select(
                    group => new LockWait(
                        group.First().Waiter, group.First().Wanted, group.First().WaitedS, [.. group.Select(row => row.Blocker)])),
        ];
    }

    private static Blocker Session(NpgsqlDataReader row, int at, bool autovacuum) => new(
        row.GetInt32(at), null, Text(row, at + 1), Text(row, at + 2), row.IsDBNull(at + 3)
            ? null
            : row.GetDouble(at + 3), Text(row, at + 4), Text(row, at + 5), autovacuum);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
