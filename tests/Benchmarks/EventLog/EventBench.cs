using System.Diagnostics;
using System.Globalization;
using Agora.Testing;
using Npgsql;

namespace Agora.Benchmarks.EventLog;

/// <summary>
/// 64 writers change published posts, ten in a transaction, while one reader reads the event log and another writer keeps each of its
/// transactions open for some seconds: counts events that are lost, come twice, or come out of the order of their post.
/// <c>AGORA_BENCH_EVENTS</c> is the number of events, a million by default.
/// </summary>
internal static class EventBench
{
    private const int Writers = 64, Posts = 10_000, PerTransaction = 10, Page = 500;

    private const string Fill = """
        INSERT INTO app.users (id, email, username) VALUES ('00000000-0000-0000-0000-000000000001', 'a@example.org', 'ann');
        INSERT INTO app.posts (id, author_id, title, body, status, published_at)
        SELECT ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, '00000000-0000-0000-0000-000000000001', 'A title', 'A body',
               'published', now()
        FROM generate_series(0, 10000) AS n;
        """;

    // Locks in the order of the ids, so that writers do not deadlock.
    private const string Change = """
        WITH locked AS MATERIALIZED (
            SELECT p.id
            FROM app.posts AS p
            WHERE p.id = ANY (SELECT ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid FROM unnest($1) AS n)
            ORDER BY p.id
            FOR NO KEY UPDATE
        )
        UPDATE app.posts AS p
        SET title = 'Title ' || p.version
        FROM locked AS l
        WHERE p.id = l.id
        """;

    public static async Task RunAsync()
    {
        var events = int.Parse(
            Environment.GetEnvironmentVariable("AGORA_BENCH_EVENTS") is { Length: > 0 } wanted ? wanted : "1000000",
            CultureInfo.InvariantCulture);
        await using var database = await ApiDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.AdminConnectionString) { MaxPoolSize = Writers + 5 });
        await database.Superuser.ExecuteAsync(Fill);
        await database.Superuser.ExecuteAsync("SELECT app.close_event_batch()");
        var start = await database.Superuser.ScalarAsync<long>("SELECT max(id) FROM app.event_batches");
        var started = Stopwatch.GetTimestamp();
        var left = events;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var random = new Random(writer);
            await using var connection = await source.OpenConnectionAsync();
            // The id of the transaction is drawn before the lock, so that the order of the two differs.
            await using var begin = new NpgsqlCommand("BEGIN", connection);
            await using var draw = new NpgsqlCommand("SELECT pg_current_xact_id()", connection);
            await using var update = new NpgsqlCommand(Change, connection);
            await using var commit = new NpgsqlCommand("COMMIT", connection);
            var posts = new NpgsqlParameter<int[]>();
            update.Parameters.Add(posts);
            while (Interlocked.Add(ref left, -PerTransaction) >= 0)
            {
                posts.TypedValue = [.. Enumerable.Range(0, PerTransaction).Select(_ => random.Next(Posts)).Distinct()];
                await begin.ExecuteNonQueryAsync();
                await draw.ExecuteNonQueryAsync();
                await update.ExecuteNonQueryAsync();
                await commit.ExecuteNonQueryAsync();
            }
        }));
        var lasting = KeepOpenAsync(source, writing);
        var read = await ReadAsync(source, start, writing);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var slow = await lasting;
        var last = await ReadAsync(source, read[^1].Batch, Task.CompletedTask, read[^1].Id);

        var committed = await database.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.event_log WHERE type = 'post.updated'");
        var all = read.Concat(last).ToList();
        var distinct = all.Select(e => e.Id).Distinct().Count();
        var disorder = all.GroupBy(e => e.Post).Sum(post => post.Zip(post.Skip(1), (a, b) => b.Version == a.Version + 1 ? 0 : 1).Sum());
        var batches = await database.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.event_batches");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{committed} events, {Writers} writers, 1 reader, {slow} transactions of 1 to 5 s: {committed - distinct} lost, "
            + $"{all.Count - distinct} doubled, {disorder} out of order, "
            + $"{events / elapsed.TotalSeconds:F0} events/s written and read, {batches} batches"));
    }

    /// <summary>Transactions that change a post and commit seconds later, one after another; how many.</summary>
    private static async Task<int> KeepOpenAsync(NpgsqlDataSource source, Task writing)
    {
        var random = new Random(Writers);
        await using var connection = await source.OpenConnectionAsync();
        var count = 0;
        do
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var change = new NpgsqlCommand(
                "UPDATE app.posts SET title = 'Slow ' || version WHERE id = '00000000-0000-0000-0001-000000010000'", connection);
            await change.ExecuteNonQueryAsync();
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 6)), TimeProvider.System, CancellationToken.None);
            await transaction.CommitAsync();
            // The server of the tests has no autovacuum.
            await source.ExecuteAsync("VACUUM app.posts");
            count++;
        }
        while (!writing.IsCompleted);

        return count;
    }

    private static async Task<List<Read>> ReadAsync(NpgsqlDataSource source, long batch, Task writing, long? from = null)
    {
        var events = new List<Read>();
        var id = from ?? await source.ScalarAsync<long>("SELECT last_id FROM app.event_batches WHERE id = $1", batch);
        while (true)
        {
            var isLast = writing.IsCompleted;
            var before = events.Count;
            await source.ExecuteAsync("SELECT app.close_event_batch()");
            await using (var command = source.CreateCommand(
                "SELECT batch, id, subject_id, version FROM app.read_events(app.event_log_name(), $1, $2, $3) WHERE event_id IS NOT NULL"))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = batch });
                command.Parameters.Add(new NpgsqlParameter { Value = id });
                command.Parameters.Add(new NpgsqlParameter { Value = Page });
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    (batch, id) = (reader.GetInt64(0), reader.GetInt64(1));
                    events.Add(new Read(batch, id, reader.GetGuid(2), reader.GetInt32(3)));
                }
            }

            if (events.Count == before)
            {
                if (isLast)
                {
                    return events;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private sealed record Read(long Batch, long Id, Guid Post, int Version);
}
