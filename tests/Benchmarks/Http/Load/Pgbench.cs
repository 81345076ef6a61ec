using System.Globalization;
using System.Text.RegularExpressions;
using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Measuring;

namespace Agora.Benchmarks.Http.Load;

/// <summary>pgbench with prepared statements.</summary>
internal sealed partial class Pgbench : ILoad
{
    // Enough for percentiles, and little enough to cost nothing.
    private const string LoggedShare = "0.1";

    private const RegexOptions Options = RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private const string Script = "script.sql";

    private readonly BenchCluster cluster;
    private readonly DirectoryInfo folder;

    private Pgbench(BenchCluster cluster, DirectoryInfo folder)
    {
        this.cluster = cluster;
        this.folder = folder;
    }

    public static async Task<Pgbench> OfAsync(BenchCluster cluster, string script, CancellationToken ct)
    {
        var made = Directory.CreateTempSubdirectory("agora-pgbench-");
        await File.WriteAllTextAsync(Path.Combine(made.FullName, Script), script, ct);
        return new Pgbench(cluster, made);
    }

    public async Task<LoadResult> RunAsync(int connections, int seconds, CancellationToken ct)
    {
        var printed = await Tool.RunAsync(
            cluster.Tool("pgbench"),
            [
                "--no-vacuum",
                "--protocol=prepared",
                $"--client={connections}",
                "--jobs=2",
                $"--time={seconds}",
                "--log", $"--sampling-rate={LoggedShare}", "--log-prefix=times",
                $"--file={Script}",
            ],
            cluster.OwnerEnvironment,
            folder.FullName,
            ct);
        var times = folder.EnumerateFiles("times*").SelectMany(log => File.ReadLines(log.FullName));
        return Parse(printed, times, TimeSpan.FromSeconds(seconds));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <param name="log">Lines of its log: client, number, microseconds, and more.</param>
    internal static LoadResult Parse(string printed, IEnumerable<string> log, TimeSpan took)
    {
        var times = log.Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).Order().ToArray();
        return new LoadResult(
            Number(Processed().Match(printed)),
            took,
            Time(0.5),
            Time(0.99),
            Number(Failed().Match(printed)));

        TimeSpan Time(double share) =>
            times.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(Median.Percentile(times, share));

        long Number(Match match) => match.Success
            ? long.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture)
            : throw new FormatException($"pgbench printed something else: {printed}");
    }

    [GeneratedRegex(@"^number of transactions actually processed: (?<n>[0-9]+)", Options)]
    private static partial Regex Processed();

    [GeneratedRegex(@"^number of failed transactions: (?<n>[0-9]+)", Options)]
    private static partial Regex Failed();
}
