using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tracing;

/// <summary>
/// Watches a statement that refuses a transaction. Sessions of the tracer stand in its way at every table that it is expected to touch:
/// first with a lock that stops all DDL, then as a reader with an old snapshot. Whenever the statement waits for one of them its locks
/// stand still and can be read; then that one steps aside. What comes behind the last wait is not seen.
/// </summary>
internal sealed class StandaloneProbe(ServerConnection worker, ServerNotes notes, string admin, TimeProvider clock)
{
    /// <summary>Each takes two connections.</summary>
    private const int MostTables = 20;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <param name="expected">Relations that the prediction names.</param>
    public async Task<Observation> RunAsync(SqlCommand statement, IReadOnlyList<ObjectName> expected, CancellationToken ct)
    {
        await using var observer = await ServerConnection.OpenAsync(admin, "migrate trace observer", onNotice: null, ct);
        await using var obstacles = new Obstacles(admin);
        await RowTools.FlushCountersAsync(worker, ct);
        var before = await RelationSnapshot.OfAsync(observer, worker.ProcessId, ct);
        await obstacles.RaiseAsync(Tables(before, expected), ct);

        notes.Clear();
        var start = clock.GetTimestamp();
        var running = worker.SendAllAsync([statement], ct);
        var seen = new Dictionary<uint, LockMode>();
        try
        {
            await WatchAsync(running, observer, obstacles, seen, ct);
        }
        finally
        {
            await obstacles.ClearAsync();
        }

        var rows = await running;
        var duration = clock.GetElapsedTime(start);
        await RowTools.FlushCountersAsync(worker, ct);
        var after = await RelationSnapshot.OfAsync(observer, worker.ProcessId, ct);
        var relations = TransactionProbe.Describe(
            before with { Locks = new Dictionary<uint, LockMode>() }, after with { Locks = seen }, old: null);
        return new Observation(duration, rows, seen.Count > 0 ? ObservedFrom.Outside : ObservedFrom.FilesOnly, relations, notes.Take());
    }

    private async Task WatchAsync(
        Task running, ServerConnection observer, Obstacles obstacles, Dictionary<uint, LockMode> seen, CancellationToken ct)
    {
        while (!running.IsCompleted)
        {
            var blockers = await BlockersAsync(observer, ct);
            if (blockers.Exists(obstacles.IsOurs))
            {
                var snapshot = await RelationSnapshot.OfAsync(observer, worker.ProcessId, ct);
                foreach (var (relation, mode) in snapshot.Locks)
                {
                    seen[relation] = (LockMode)Math.Max((int)seen.GetValueOrDefault(relation), (int)mode);
                }

                await obstacles.RemoveAsync(blockers);
            }
            else
            {
                await Task.WhenAny(running, Task.Delay(Glance, clock, ct));
            }
        }
    }

    private Task<List<int>> BlockersAsync(ServerConnection observer, CancellationToken ct) => observer.ReadAsync(
        new SqlCommand("SELECT unnest(pg_catalog.pg_blocking_pids($1))", worker.ProcessId), row => row.GetInt32(0), ct);

    private static List<ObjectName> Tables(RelationSnapshot before, IReadOnlyList<ObjectName> expected)
    {
        var byName = before.Relations.Values.ToDictionary(relation => relation.Name);
        return
        [
            .. expected.Select(name => byName.GetValueOrDefault(name))
                .Select(relation => relation is { IsIndex: true } ? before.Relations.GetValueOrDefault(relation.Owner) : relation)
                .OfType<RelationFacts>()
                .Where(relation => relation.Kind is 'r' or 'p' or 'm')
                .Select(relation => relation.Name)
                .Distinct()
                .Take(MostTables),
        ];
    }

    /// <summary>Sessions that hold locks until the statement has run into them.</summary>
    private sealed class Obstacles(string admin) : IAsyncDisposable
    {
        private readonly Dictionary<int, ServerConnection> standing = [];

        public async Task RaiseAsync(List<ObjectName> tables, CancellationToken ct)
        {
            foreach (var table in tables)
            {
                await AddAsync("READ COMMITTED", $"LOCK TABLE ONLY {table.Quoted} IN SHARE UPDATE EXCLUSIVE MODE", ct);
                await AddAsync("REPEATABLE READ", $"SELECT FROM ONLY {table.Quoted} WHERE false", ct);
            }
        }

        public bool IsOurs(int process) => standing.ContainsKey(process);

        public async Task RemoveAsync(List<int> processes)
        {
            foreach (var process in processes)
            {
                if (standing.Remove(process, out var connection))
                {
                    await connection.DisposeAsync();
                }
            }
        }

        public Task ClearAsync() => RemoveAsync([.. standing.Keys]);

        public async ValueTask DisposeAsync() => await ClearAsync();

        private async Task AddAsync(string isolation, string lockSql, CancellationToken ct)
        {
            var connection = await ServerConnection.OpenAsync(admin, "migrate trace obstacle", onNotice: null, ct);
            standing.Add(connection.ProcessId, connection);
            try
            {
                await connection.SendAllAsync([new($"BEGIN ISOLATION LEVEL {isolation}"), new(lockSql)], ct);
            }
            catch (Npgsql.PostgresException)
            {
                // A relation that cannot be locked so, such as a materialized view, is no obstacle.
                await RemoveAsync([connection.ProcessId]);
            }
        }
    }
}
