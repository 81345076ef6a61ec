using System.Globalization;
using System.Text;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Scenarios;
using Agora.Benchmarks.Http.Servers;

namespace Agora.Benchmarks.Http.Mixed;

/// <summary>Whether plain reads stay fast while password hashes, uploads, exports and large answers are made.</summary>
internal sealed class MixedBench(HttpBenchOptions options, BenchData data, TestedServers servers)
{
    private const int Readers = 4, Clients = 2;

    private const string Alone = "nothing";

    public async Task RunAsync(CancellationToken ct)
    {
        var measured = new Dictionary<string, List<LoadResult>>(StringComparer.Ordinal);
        for (var round = -1; round < options.Rounds; round++)
        {
            foreach (var beside in (string[])[Alone, .. BesideLoads.All.Keys])
            {
                await QuietMachine.WaitAsync(TimeSpan.FromSeconds(options.QuietSeconds), ct);
                var result = await MeasureAsync(beside, ct);

                // The first round only warms up.
                if (round >= 0)
                {
                    measured.TryAdd(beside, []);
                    measured[beside].Add(result);
                }
            }
        }

        var table = Table(measured);
        Console.WriteLine(table);
        Directory.CreateDirectory(options.Output);
        await File.WriteAllTextAsync(Path.Combine(options.Output, "mixed.md"), table, ct);
    }

    private static string Table(Dictionary<string, List<LoadResult>> measured)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture, $"Reads of users by id over {Readers} connections, beside {Clients} clients of each kind:");
        text.AppendLine();
        text.AppendLine("| beside | reads a second | p50 ms | p99 ms | errors |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (beside, results) in measured)
        {
            var rate = Median.Of(results.Select(r => r.Requests / r.Took.TotalSeconds));
            var p50 = Median.Of(results.Select(r => r.P50.TotalMilliseconds));
            var p99 = Median.Of(results.Select(r => r.P99.TotalMilliseconds));
            text.AppendLine(
                CultureInfo.InvariantCulture, $"| {beside} | {rate:0} | {p50:0.00} | {p99:0.00} | {results.Sum(r => r.Errors)} |");
        }

        return text.ToString();
    }

    private async Task<LoadResult> MeasureAsync(string beside, CancellationToken ct)
    {
        using var load = await Wrk.OfAsync(
            servers.Agora.Address, "wrk.lua", HttpCall.Lines(await UserScenarios.ById.Calls(data, ct), bare: false), ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var clients = beside == Alone
            ? []
            : Enumerable.Range(0, Clients).Select(n => RepeatAsync(BesideLoads.All[beside], new Random(n), end.Token)).ToArray();
        var result = await load.RunAsync(Readers, options.Seconds, ct);
        await end.CancelAsync();
        await Task.WhenAll(clients);
        return result;
    }

    private async Task RepeatAsync(
        Func<HttpClient, BenchData, Random, CancellationToken, Task> send, Random random, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = servers.Agora.Address };
        try
        {
            while (true)
            {
                await send(client, data, random, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }
}
