using System.Diagnostics;
using Agora.Migrations;
using Agora.Migrations.Events;

namespace Agora.Benchmarks.Migrations;

/// <summary>Five runners at once on an empty database, twenty times: each version must be applied once, and no runner may fail.</summary>
internal static class StormBench
{
    private const int Runners = 5, Repeats = 20;

    public static async Task RunAsync()
    {
        var (wrong, failed) = (0, 0);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Repeats; i++)
        {
            await using var database = await BenchDatabase.CreateAsync();
            database.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint PRIMARY KEY);");
            database.Migration(
                "20260102000000_index_things", "-- migrate: transaction=off\nCREATE INDEX CONCURRENTLY things_idx ON things ((id + 1));");
            database.Migration("20260103000000_fill_things", "INSERT INTO things VALUES (1);");

            var reports = await Task.WhenAll(Enumerable.Range(0, Runners).Select(_ =>
                new Migrator(database.Options, SilentObserver.Instance, TimeProvider.System).UpAsync(null, CancellationToken.None)));
            failed += reports.Count(report => !report.IsSuccess);
            wrong += reports.SelectMany(report => report.Applied).Order().SequenceEqual([20260101000000, 20260102000000, 20260103000000])
                ? 0
                : 1;
        }

        Console.WriteLine(
            $"{Runners} runners, {Repeats} repeats: {failed} runs failed, {wrong} repeats applied a version twice or not at "
            + $"all   {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
    }
}
