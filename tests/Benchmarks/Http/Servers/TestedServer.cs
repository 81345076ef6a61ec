using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Agora.Benchmarks.Http.Servers;

/// <summary>A server program under test, on a free port. Its output goes to a file, as a container runtime would keep it.</summary>
internal sealed partial class TestedServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(5);

    private readonly Process process;
    private readonly string log;

    private TestedServer(Process process, Uri address, string log, TimeSpan startedIn)
    {
        this.process = process;
        this.log = log;
        Address = address;
        StartedIn = startedIn;
    }

    public Uri Address { get; }

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan StartedIn { get; }

    public int ProcessId => process.Id;

    public long ResidentBytes => process.HasExited ? throw Ended() : ReadResidentBytes(File.ReadAllText($"/proc/{process.Id}/status"));

    /// <param name="command">The program and its arguments.</param>
    /// <param name="ready">The path that answers 200 once the server is ready.</param>
    /// <param name="environment">Given the port.</param>
    public static async Task<TestedServer> StartAsync(
        IReadOnlyList<string> command, string ready, Action<ProcessStartInfo, int> environment, string folder, CancellationToken ct)
    {
        var port = FreePort();
        var output = Path.Combine(folder, $"{Path.GetFileName(command[0])}.log");

        // The shell becomes the server. Appending lets the file be emptied meanwhile.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", output, .. command])
        {
            WorkingDirectory = folder,
        };
        environment(start, port);
        await File.WriteAllTextAsync(output, "", ct);
        var address = new Uri($"http://127.0.0.1:{port}");
        var started = Stopwatch.GetTimestamp();
        var server = Process.Start(start)!;
        using var client = new HttpClient { BaseAddress = address };
        while (!await AnswersAsync(client, ready, ct))
        {
            if (server.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                server.Kill();
                throw new BenchException(
                    $"{command[0]} did not start: {string.Join('\n', File.ReadLines(output).TakeLast(20))}");
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }

        return new TestedServer(server, address, output, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Empties the file of its output, which grows with every request.</summary>
    public void ForgetLog()
    {
        using var file = new FileStream(log, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>How often it logged each status, and the last answer that was no success.</summary>
    public string Complaints()
    {
        var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var last = "";
        foreach (var line in File.ReadLines(log))
        {
            if (Status().Match(line) is { Success: true } found)
            {
                var status = found.Groups["status"].Value;
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                // 499 is a client that left, as the load generator does at its end.
                last = status[0] == '2' || status == "499" ? last : line;
            }
        }

        return $"  {string.Join(", ", statuses.Select(s => $"{s.Value} times {s.Key}"))}; {last}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // The signal that asks for an orderly end.
            using var ask = Process.Start("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    /// <param name="status">The text of <c>/proc/PID/status</c>.</param>
    internal static long ReadResidentBytes(string status)
    {
        var line = status.Split('\n').First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), ct);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private BenchException Ended() =>
        new($"The server has ended: {string.Join('\n', File.ReadLines(log).TakeLast(20))}");

    // Of the access log.
    [GeneratedRegex("\"status\":(?<status>[0-9]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Status();
}
