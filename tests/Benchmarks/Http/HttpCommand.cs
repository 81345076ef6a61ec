using System.CommandLine;
using Agora.Benchmarks.Http.Scenarios;

namespace Agora.Benchmarks.Http;

/// <summary><c>build/bench/http.sh</c>: Agora over HTTP beside a bare server and the plain SQL.</summary>
internal static class HttpCommand
{
    public const int DefaultWrites = 50;

    public static Task<int> RunAsync(string[] arguments)
    {
        var agora = new Option<string>("--agora") { Description = "The published program of Agora.", Required = true };
        var bare = new Option<string>("--bare") { Description = "The published program of the bare server.", Required = true };
        var keep = new Option<string?>("--keep")
        {
            Description = "Keep the cluster in this folder and use it again; the service account must be able to enter it.",
        };
        var scale = new Option<double>("--scale")
        {
            Description = "Size of the data: 1 for 100,000 users, 200,000 posts and 1,000,000 comments.",
            DefaultValueFactory = _ => 1,
        };
        var only = new Option<string>("--only")
        {
            Description = $"Scenarios, separated by commas: {string.Join(", ", Catalogue.All.Select(s => s.Name))}.",
            DefaultValueFactory = _ => "",
        };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of each contender.", DefaultValueFactory = _ => 3 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds of a round.", DefaultValueFactory = _ => 5 };
        var connections = new Option<int>("--connections") { Description = "Connections of the load.", DefaultValueFactory = _ => 32 };
        var withWrites = new Option<bool>("--with-writes") { Description = "Write comments beside every round." };
        var writes = new Option<int>("--writes")
        {
            Description = "Comments a second that are written beside.",
            DefaultValueFactory = _ => DefaultWrites,
        };
        var quiet = new Option<int>("--quiet-seconds")
        {
            Description = "Seconds that a round waits at most for a quiet machine.",
            DefaultValueFactory = _ => 20,
        };
        var mixed = new Option<bool>("--mixed")
        {
            Description = "Measure plain reads beside password hashes, uploads, exports and large answers, instead of the scenarios.",
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder of the reports.",
            DefaultValueFactory = _ => "artifacts/bench",
        };

        var command = new RootCommand("Measure Agora over HTTP beside a bare server and the plain SQL under pgbench.")
        {
            agora, bare, keep, scale, only, rounds, seconds, connections, withWrites, writes, quiet, mixed, output,
        };
        command.SetAction((parsed, ct) => HttpBench.RunAsync(
            new HttpBenchOptions(
                Path.GetFullPath(parsed.GetValue(agora)!),
                Path.GetFullPath(parsed.GetValue(bare)!),
                parsed.GetValue(keep),
                parsed.GetValue(scale),
                parsed.GetValue(only)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                parsed.GetValue(rounds),
                parsed.GetValue(seconds),
                parsed.GetValue(connections),
                parsed.GetValue(withWrites) ? parsed.GetValue(writes) : 0,
                parsed.GetValue(quiet),
                parsed.GetValue(mixed),
                parsed.GetValue(output)!),
            ct));
        return command.Parse(arguments).InvokeAsync();
    }
}
