using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Mixed;
using Agora.Benchmarks.Http.Reports;
using Agora.Benchmarks.Http.Scenarios;
using Agora.Benchmarks.Http.Servers;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Benchmarks.Http;

internal static class HttpBench
{
    private const int Done = 0, Failed = 1, Misused = 2;

    public static async Task<int> RunAsync(HttpBenchOptions options, CancellationToken ct)
    {
        if (!Tool.IsInstalled(Wrk.Program))
        {
            Console.Error.WriteLine("wrk is missing: apt-get install wrk");
            return Misused;
        }

        try
        {
            return await MeasureAsync(options, Catalogue.Of(options.Only), ct);
        }
        catch (Exception failure) when (failure is BenchException or EmbeddedPostgresException)
        {
            Console.Error.WriteLine(failure.Message);
            return Misused;
        }
    }

    private static async Task<int> MeasureAsync(HttpBenchOptions options, IReadOnlyList<Scenario> scenarios, CancellationToken ct)
    {
        await using var cluster = await BenchCluster.StartAsync(options.Keep, ct);
        await cluster.MigrateAsync(options.Agora, ct);
        await DataFill.EnsureAsync(cluster, options.Scale, ct);
        var data = await BenchData.OpenAsync(cluster, ct);
        await using var servers = await TestedServers.StartAsync(options, cluster, ct);

        if (options.Mixed)
        {
            await new MixedBench(options, data, servers).RunAsync(ct);
            return Done;
        }

        var runner = new ScenarioRunner(options, cluster, data, servers);
        var results = new List<ScenarioResult>();
        foreach (var scenario in scenarios)
        {
            var result = await runner.RunAsync(scenario, ct);
            Console.WriteLine(TextReport.Of(result, scenario.Bars));
            results.Add(result);
        }

        var report = new RunReport(
            await RunReport.CommitAsync(ct),
            Environment.ProcessorCount,
            options.Scale,
            options.Rounds,
            options.Seconds,
            options.Connections,
            servers.Agora.StartedIn.TotalSeconds,
            servers.Agora.ResidentBytes / 1_048_576.0,
            results,
            [.. scenarios.Zip(results, (s, r) => new JudgedScenario(s.Name, [.. s.Bars.Select(b => b.Judge(r))]))]);
        Console.WriteLine(TextReport.Closing(report));
        await report.WriteAsync(options.Output, ct);
        return report.HasErrors ? Failed : Done;
    }
}
