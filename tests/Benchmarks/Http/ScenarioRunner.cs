using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Reports;
using Agora.Benchmarks.Http.Scenarios;
using Agora.Benchmarks.Http.Servers;

namespace Agora.Benchmarks.Http;

/// <summary>Measures the contenders of a scenario in interleaved rounds.</summary>
internal sealed class ScenarioRunner(HttpBenchOptions options, BenchCluster cluster, BenchData data, TestedServers servers)
{
    private const string RuntimeRole = "app_api";
    private const int WarmUpSeconds = 3;

    public async Task<ScenarioResult> RunAsync(Scenario scenario, CancellationToken ct)
    {
        var writes = scenario.NeedsWrites && options.Writes == 0 ? HttpCommand.DefaultWrites : options.Writes;
        List<Contender> contenders = [new(servers.Agora, RuntimeRole)];
        if (scenario.HasBare)
        {
            contenders.Add(new(servers.Bare, BenchCluster.Owner));
        }

        if (scenario.Plain is not null)
        {
            contenders.Add(new(null, BenchCluster.Owner));
        }

        if (scenario.HasBare)
        {
            await SameAnswers.CheckAsync(scenario, await scenario.Calls(data, ct), servers, ct);
        }

        foreach (var contender in contenders)
        {
            using var load = await LoadAsync(scenario, contender, ct);
            await load.RunAsync(scenario.Connections ?? options.Connections, WarmUpSeconds, ct);
        }

        var rounds = contenders.ToDictionary(c => c, _ => new List<Round>());
        var wasQuiet = true;
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                wasQuiet &= await QuietMachine.WaitAsync(TimeSpan.FromSeconds(options.QuietSeconds), ct);
                var measured = await MeasureAsync(scenario, contender, writes, ct);
                wasQuiet &= measured.OtherCores <= QuietMachine.Limit;
                rounds[contender].Add(measured);
            }
        }

        return new ScenarioResult(
            scenario.Name, scenario.Title, FiguresOf(servers.Agora)!, FiguresOf(servers.Bare), FiguresOf(null), writes, wasQuiet);

        Figures? FiguresOf(TestedServer? server) => contenders.Find(c => c.Server == server) is { } contender
            ? Figures.Of(rounds[contender], Environment.ProcessorCount)
            : null;
    }

    private async Task<Round> MeasureAsync(Scenario scenario, Contender contender, int writes, CancellationToken ct)
    {
        using var load = await LoadAsync(scenario, contender, ct);
        await using var writer = new BesideWriter(cluster, data, writes);
        contender.Server?.ForgetLog();
        var postmaster = cluster.Postmaster;
        var work = await DatabaseWork.ReadAsync(cluster, contender.Role, ct);
        var used = ProcessorUse.Read(contender.Server?.ProcessId, postmaster);
        var result = await load.RunAsync(scenario.Connections ?? options.Connections, options.Seconds, ct);
        used = ProcessorUse.Read(contender.Server?.ProcessId, postmaster) - used;
        work = await DatabaseWork.ReadAsync(cluster, contender.Role, ct) - work;
        if (result.Errors > 0)
        {
            Console.Error.WriteLine($"{scenario.Name}: {result.Errors} errors");
            Console.Error.WriteLine(contender.Server?.Complaints());
        }

        return new Round(result, used, work, contender.Server?.ResidentBytes ?? 0);
    }

    private async Task<ILoad> LoadAsync(Scenario scenario, Contender contender, CancellationToken ct) => contender.Server is { } server
        ? await Wrk.OfAsync(
            server.Address, scenario.Script, HttpCall.Lines(await scenario.Calls(data, ct), bare: server == servers.Bare), ct)
        : await Pgbench.OfAsync(cluster, scenario.Plain!.Text(data), ct);

    /// <param name="Server">Null for plain SQL.</param>
    /// <param name="Role">As whom it reaches the database.</param>
    private sealed record Contender(TestedServer? Server, string Role);
}
