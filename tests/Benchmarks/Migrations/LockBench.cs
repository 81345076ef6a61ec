using System.Collections.Concurrent;
using System.Diagnostics;
using Agora.Migrations;
using Agora.Migrations.Events;
using Npgsql;

namespace Agora.Benchmarks.Migrations;

/// <summary>What readers feel while an ALTER TABLE waits for its lock: 200 short reads a second behind long ones.</summary>
internal static class LockBench
{
    private const int ReadersOfShortReads = 8;
    private const int ReadsPerSecond = 200;
    private static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync()
    {
        Console.WriteLine("situation                       reads    stalled   p99 ms   max ms   waited for the DDL   attempts");
        await MeasureAsync("one reader of 15 s", OneLongReaderAsync);
        await MeasureAsync("4 clients, endless 0.5..2.5 s", EndlessReadersAsync);
    }

    private static async Task MeasureAsync(string name, Func<BenchDatabase, CancellationToken, Task> disturb)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await database.RunAsync("CREATE TABLE t (id int PRIMARY KEY, x int); INSERT INTO t SELECT g, g FROM generate_series(1, 1000) AS g");
        database.Migration("20260101000000_add_column", "ALTER TABLE t ADD COLUMN y int;");

        using var end = new CancellationTokenSource();
        var latencies = new ConcurrentBag<double>();
        var reads = Enumerable.Range(0, ReadersOfShortReads).Select(_ => ReadAsync(database, latencies, end.Token)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        using var stopDisturbing = new CancellationTokenSource();
        var disturbance = disturb(database, stopDisturbing.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);

        var observer = new Attempts();
        var start = Stopwatch.GetTimestamp();
        var report = await new Migrator(database.Options, observer, TimeProvider.System).UpAsync(null, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(start);
        await stopDisturbing.CancelAsync();
        await disturbance;
        await end.CancelAsync();
        await Task.WhenAll(reads);

        var sorted = latencies.Order().ToArray();
        var stalled = sorted.Count(latency => latency > Stalled.TotalMilliseconds);
        Console.WriteLine(
            $"{name,-30}{sorted.Length,7}{100.0 * stalled / sorted.Length,9:0.00} %"
            + $"{sorted[(int)(sorted.Length * 0.99)],9:0.0}{sorted[^1],9:0.0}{took.TotalSeconds,18:0.0} s"
            + $"{observer.Count + 1,11}   {report.Exit}");
    }

    private static async Task OneLongReaderAsync(BenchDatabase database, CancellationToken stop)
    {
        await using var reader = await database.ConnectAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT count(*) FROM t; SELECT pg_sleep(15); COMMIT", reader)
        {
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static Task EndlessReadersAsync(BenchDatabase database, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            var lengths = new Random(client);
            await using var reader = await database.ConnectAsync();
            while (!stop.IsCancellationRequested)
            {
                var seconds = 0.5 + (lengths.NextDouble() * 2);
                await using var command = new NpgsqlCommand(
                    $"BEGIN; SELECT count(*) FROM t; SELECT pg_sleep({seconds:0.00}); COMMIT", reader);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }));

    private static async Task ReadAsync(BenchDatabase database, ConcurrentBag<double> latencies, CancellationToken end)
    {
        await using var connection = await database.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT x FROM t WHERE id = 7", connection);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds((double)ReadersOfShortReads / ReadsPerSecond), TimeProvider.System);
        try
        {
            while (await pace.WaitForNextTickAsync(end))
            {
                var start = Stopwatch.GetTimestamp();
                await command.ExecuteScalarAsync(CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private sealed class Attempts : IMigrationObserver
    {
        public int Count { get; private set; }

        public void On(MigrationEvent happened) => Count += happened is LockAttempted ? 1 : 0;
    }
}
