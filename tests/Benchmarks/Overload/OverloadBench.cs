using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Agora.Benchmarks.Overload;

/// <summary>
/// Searches of a running Agora, no two alike, first by a few connections and then by 512: how long served and refused requests take.
/// The rate limits of the host must be off (<c>RateLimits:Enabled=false</c>). Needs posts: <c>build/demo-data.sh | agora import posts
/// -</c>.
/// </summary>
internal static class OverloadBench
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static readonly Uri Host = new(Environment.GetEnvironmentVariable("AGORA_URL") ?? "http://127.0.0.1:8007");

    public static async Task RunAsync()
    {
        if (!Host.IsLoopback)
        {
            throw new InvalidOperationException($"Only a server on this machine is measured, not {Host}.");
        }

        var words = await WordsAsync();
        Console.WriteLine($"{words.Length} words; {Length.TotalSeconds} s each");
        foreach (var connections in (int[])[4, 32, 512])
        {
            await MeasureAsync(connections, words);
        }
    }

    private static async Task MeasureAsync(int connections, string[] words)
    {
        var answers = new ConcurrentBag<(HttpStatusCode Status, double Milliseconds)>();
        var probes = new ConcurrentBag<(HttpStatusCode Status, double Milliseconds)>();
        using var end = new CancellationTokenSource(Length);
        var clients = Enumerable.Range(0, connections).Select(n => Task.Run(() => AskAsync(new Random(n), Search, answers, end.Token)));
        await Task.WhenAll([.. clients, Task.Run(() => AskAsync(new Random(-1), _ => "/health", probes, end.Token))]);

        var lines = answers.GroupBy(a => ((int)a.Status).ToString(CultureInfo.InvariantCulture), a => a.Milliseconds)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Concat(probes.GroupBy(_ => "/health", p => p.Milliseconds));
        foreach (var line in lines)
        {
            var times = line.Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{connections,4} connections  {line.Key,-8} {times.Length / Length.TotalSeconds,8:F0}/s   "
                + $"p50 {times[times.Length / 2],7:F1} ms   p99 {times[(int)(times.Length * 0.99)],7:F1} ms"));
        }

        string Search(Random random) => $"/api/v1/posts/search?q={Word(random)}+{Word(random)}+{Word(random)}";
        string Word(Random random) => words[random.Next(words.Length)];
    }

    private static async Task AskAsync(
        Random random, Func<Random, string> path, ConcurrentBag<(HttpStatusCode Status, double Milliseconds)> answers, CancellationToken ct)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = Host };
        while (!ct.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path(random), UriKind.Relative), CancellationToken.None);
            answers.Add((answer.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        }
    }

    private static async Task<string[]> WordsAsync()
    {
        using var client = new HttpClient { BaseAddress = Host };
        var words = new HashSet<string>(StringComparer.Ordinal);
        string? next = "/api/v1/posts?limit=100";
        for (var page = 0; page < 20 && next is not null; page++)
        {
            using var list = JsonDocument.Parse(await client.GetStringAsync(new Uri(next, UriKind.Relative)));
            foreach (var title in list.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()!))
            {
                words.UnionWith(title.Split(' ').Where(w => w.Length > 3 && w.All(char.IsAsciiLetter)));
            }

            next = list.RootElement.GetProperty("next").GetString() is { } cursor ? $"/api/v1/posts?limit=100&cursor={cursor}" : null;
        }

        return [.. words];
    }
}
