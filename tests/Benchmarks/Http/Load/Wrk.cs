using System.Globalization;

namespace Agora.Benchmarks.Http.Load;

/// <summary>The load generator wrk, with requests from a file.</summary>
internal sealed class Wrk : ILoad
{
    public const string Program = "wrk";

    private const int Threads = 2;

    private readonly Uri server;
    private readonly string script, calls;

    private Wrk(Uri server, string script, string calls)
    {
        this.server = server;
        this.script = script;
        this.calls = calls;
    }

    /// <param name="script">A script in the folder of this class.</param>
    /// <param name="lines">See <see cref="HttpCall.Lines"/>.</param>
    public static async Task<Wrk> OfAsync(Uri server, string script, string lines, CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, lines, ct);
        return new Wrk(server, Path.Combine(AppContext.BaseDirectory, "Http", "Load", script), file);
    }

    public async Task<LoadResult> RunAsync(int connections, int seconds, CancellationToken ct) => Parse(await Tool.RunAsync(
        Program,
        [
            $"-t{Threads}",
            $"-c{connections}",
            $"-d{seconds}s",
            "--timeout", "10s",
            "-s", script,
            server.ToString(),
            "--",
            calls,
            Threads.ToString(CultureInfo.InvariantCulture),
        ],
        ct: ct));

    public void Dispose() => File.Delete(calls);

    internal static LoadResult Parse(string printed)
    {
        var line = printed.Split('\n').SingleOrDefault(l => l.StartsWith("result ", StringComparison.Ordinal))
            ?? throw new FormatException($"wrk printed no result: {printed}");
        var numbers = line.Split(' ')[1..].Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult(
            numbers[0],
            TimeSpan.FromMicroseconds(numbers[1]),
            TimeSpan.FromMicroseconds(numbers[2]),
            TimeSpan.FromMicroseconds(numbers[3]),
            numbers[4]);
    }
}
