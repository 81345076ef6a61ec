using System.Diagnostics;
using System.Globalization;
using Agora.Migrations;
using Agora.Migrations.Events;

namespace Agora.Benchmarks.Migrations;

/// <summary>How long a start takes that finds 500 applied files and nothing to do.</summary>
internal static class RestartBench
{
    public static async Task RunAsync()
    {
        await using var database = await BenchDatabase.CreateAsync();
        for (var i = 0; i < 500; i++)
        {
            var version = new DateTime(2026, 1, 1).AddSeconds(i).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            database.Migration($"{version}_table_{i:000}", $"CREATE TABLE t{i} (id bigint PRIMARY KEY, name text NOT NULL);");
        }

        await MeasureAsync("500 files applied", database);
        for (var i = 0; i < 5; i++)
        {
            await MeasureAsync("nothing to do", database);
        }
    }

    private static async Task MeasureAsync(string name, BenchDatabase database)
    {
        var start = Stopwatch.GetTimestamp();
        var report = await new Migrator(
            database.Options, SilentObserver.Instance, TimeProvider.System).UpAsync(null, CancellationToken.None);
        Console.WriteLine($"{name,-20}{Stopwatch.GetElapsedTime(start).TotalMilliseconds,10:0} ms   {report.Exit}");
    }
}
