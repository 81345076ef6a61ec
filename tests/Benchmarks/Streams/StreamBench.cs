using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Agora.Benchmarks.Http.Cluster;
using Agora.Benchmarks.Http.Measuring;
using Agora.Benchmarks.Http.Servers;

namespace Agora.Benchmarks.Streams;

/// <summary>
/// Streams of the published program. First many clients (<c>AGORA_BENCH_CLIENTS</c>, 10,000 by default) on one server: what an idle one
/// costs, and how long after a commit each of them has an event. Then clients on two servers whose connections are cut every second for
/// five minutes (<c>AGORA_BENCH_SECONDS</c>): no event may be missing or come twice. <c>AGORA_BENCH_PROGRAM</c> is the program.
/// </summary>
internal static class StreamBench
{
    /// <summary>Clients that wait for the beginning of their stream at once. More would be refused, since each asks the database.</summary>
    private const int Opening = 16;

    private const int Warming = 10, Edits = 60, Cut = 20;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30), Between = TimeSpan.FromSeconds(1), Settling = TimeSpan.FromSeconds(5),
        Pause = TimeSpan.FromMilliseconds(2);

    public static async Task RunAsync()
    {
        var program = Environment.GetEnvironmentVariable("AGORA_BENCH_PROGRAM") is { Length: > 0 } path
            ? path
            : throw new InvalidOperationException("AGORA_BENCH_PROGRAM names no program. Publish src/Api and name its file agora.");
        await using var cluster = await BenchCluster.StartAsync(keep: null, CancellationToken.None);
        await cluster.MigrateAsync(program, CancellationToken.None);
        await using var first = await StartAsync(program, cluster);
        using var client = new HttpClient { BaseAddress = first.Address };
        var writer = new StreamWriter(cluster, client);
        await writer.FillAsync(CancellationToken.None);
        await ManyAsync(first, writer, Number("AGORA_BENCH_CLIENTS", 10_000));
        await using var second = await StartAsync(program, cluster);
        await CutAsync([first.Address, second.Address], writer, TimeSpan.FromSeconds(Number("AGORA_BENCH_SECONDS", 300)));
    }

    private static async Task ManyAsync(TestedServer server, StreamWriter writer, int amount)
    {
        using var end = new CancellationTokenSource();
        var empty = server.ResidentBytes;
        var received = new ConcurrentQueue<(int Version, long At)>();
        var clients = new List<StreamClient>();
        var reading = new List<Task>();
        for (var n = 0; n < amount; n++)
        {
            var client = new StreamClient();
            await client.OpenAsync(server.Address, "events", lastId: null, end.Token);
            clients.Add(client);
            reading.Add(client.ReadAsync(line => Note(line, received), end.Token));
            while (clients.Count - clients.Count(c => c.LastId.Length > 0) is var opening && opening > (n == amount - 1 ? 0 : Opening))
            {
                if (reading.Exists(task => task.IsCompleted))
                {
                    throw new InvalidOperationException($"The server refused a stream when {clients.Count - opening} were open.");
                }

                await Task.Delay(Pause, TimeProvider.System);
            }
        }

        await Task.Delay(Settling, TimeProvider.System);
        var before = ProcessTimes.Of(server.ProcessId);
        await Task.Delay(Idle, TimeProvider.System);
        var idle = ProcessTimes.Of(server.ProcessId).Own - before.Own;
        var resident = server.ResidentBytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{amount} idle streams: {(resident - empty) / 1024.0 / amount:F1} KiB each ({resident >> 20} MiB of the process), "
            + $"{idle / Idle:P1} of a core"));

        for (var n = 0; n < Warming; n++)
        {
            // Code that runs for the first time is compiled.
            await writer.EditAsync(CancellationToken.None);
            await Task.Delay(Between, TimeProvider.System);
        }

        var committed = new Dictionary<int, long>();
        before = ProcessTimes.Of(server.ProcessId);
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < Edits; n++)
        {
            committed[await writer.EditAsync(CancellationToken.None)] = Stopwatch.GetTimestamp();
            await Task.Delay(Between, TimeProvider.System);
        }

        await Task.Delay(Settling, TimeProvider.System);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var busy = ProcessTimes.Of(server.ProcessId).Own - before.Own;
        // One that came before the response of its edit was received at once.
        var delays = received.Where(r => committed.ContainsKey(r.Version))
            .Select(r => Math.Max(0, Stopwatch.GetElapsedTime(committed[r.Version], r.At).TotalMilliseconds))
            .Order()
            .ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Edits} events, one a second: {delays.Count} of {amount * Edits} delivered; after the response of the commit "
            + $"p50 {At(delays, 0.5):F0} ms, p99 {At(delays, 0.99):F0} ms, max {delays[^1]:F0} ms; {busy / elapsed:P0} of a core"));
        await end.CancelAsync();
        await Task.WhenAll(reading);
        clients.ForEach(client => client.Dispose());
    }

    private static async Task CutAsync(IReadOnlyList<Uri> servers, StreamWriter writer, TimeSpan limit)
    {
        using var end = new CancellationTokenSource();
        var wanted = new List<int>();
        var seen = Enumerable.Range(0, Cut).Select(_ => new List<int>()).ToList();
        var cuts = 0;
        var ready = new CountdownEvent(Cut);
        var reading = seen.Select(versions => Task.Run(async () =>
        {
            var lastId = "";
            var turn = 0;
            while (!end.IsCancellationRequested)
            {
                using var client = new StreamClient();
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
                await client.OpenAsync(servers[turn++ % servers.Count], "events", lastId, CancellationToken.None);
                var isFirst = turn == 1;
                var reader = client.ReadAsync(
                    line =>
                    {
                        if (Version(line) is { } version)
                        {
                            versions.Add(version);
                        }

                        if (isFirst && line.StartsWith("id: "u8))
                        {
                            isFirst = false;
                            ready.Signal();
                        }
                    },
                    cut.Token);
                await Task.WhenAny(reader, Task.Delay(Between, TimeProvider.System, end.Token));
                if (client.LastId.Length == 0)
                {
                    // Without a position there is nothing to continue from.
                    await Task.WhenAny(reader, Task.Delay(Settling, TimeProvider.System, end.Token));
                }

                await cut.CancelAsync();
                await reader;
                lastId = client.LastId.Length > 0 ? client.LastId : lastId;
                Interlocked.Increment(ref cuts);
            }
        })).ToList();
        ready.Wait();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            wanted.Add(await writer.EditAsync(CancellationToken.None));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        await Task.Delay(Settling, TimeProvider.System);
        await end.CancelAsync();
        await Task.WhenAll(reading);
        var missing = seen.Sum(versions => wanted.Except(versions).Count());
        var twice = seen.Sum(versions => versions.Count - versions.Distinct().Count());
        var disorder = seen.Sum(versions => versions.Zip(versions.Skip(1)).Count(pair => pair.First >= pair.Second));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Cut} clients on {servers.Count} servers, {cuts} connections cut in {limit.TotalSeconds:F0} s, {wanted.Count} events: "
            + $"{missing} missing, {twice} twice, {disorder} out of order"));
        for (var client = 0; client < Cut; client++)
        {
            if (wanted.Except(seen[client]).Take(10).ToList() is { Count: > 0 } lost)
            {
                Console.WriteLine($"client {client}, of {wanted[0]} to {wanted[^1]}: missing {string.Join(", ", lost)}");
            }
        }
    }

    private static void Note(ReadOnlySpan<byte> line, ConcurrentQueue<(int Version, long At)> received)
    {
        if (Version(line) is { } version)
        {
            received.Enqueue((version, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Of the post that an event is about; null for lines without one.</summary>
    private static int? Version(ReadOnlySpan<byte> line)
    {
        var name = "\"version\":"u8;
        return line.StartsWith("data: "u8) && line.IndexOf(name) is var at and >= 0
            && Utf8Parser.TryParse(line[(at + name.Length)..], out int version, out _) ? version : null;
    }

    private static Task<TestedServer> StartAsync(string program, BenchCluster cluster) => TestedServer.StartAsync(
        [program, "serve"],
        "/health/ready",
        (start, port) =>
        {
            cluster.Environment(start);
            start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
            start.Environment["Server__Address"] = "127.0.0.1";
            start.Environment["RateLimits__Enabled"] = "false";
            start.Environment["Server__MaxConnections"] = "20000";
            start.Environment["Server__MaxConnectionsPerAddress"] = "20000";
            start.Environment["Streams__Max"] = "20000";
            start.Environment["Streams__PerAddressMax"] = "20000";
            start.Environment["Media__Folder"] = Path.Combine(cluster.Folder, "media");
        },
        cluster.Folder,
        CancellationToken.None);

    private static double At(List<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
