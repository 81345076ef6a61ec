using Agora.Benchmarks.EventLog;
using Agora.Benchmarks.Failover;
using Agora.Benchmarks.Http;
using Agora.Benchmarks.Http.Growth;
using Agora.Benchmarks.Jobs;
using Agora.Benchmarks.Migrations;
using Agora.Benchmarks.Overload;
using Agora.Benchmarks.Pipeline;
using Agora.Benchmarks.Streams;

if (args is ["http", .. var options])
{
    return await HttpCommand.RunAsync(options);
}

if (args is ["growth", var few, var many, var folder])
{
    return await GrowthReport.WriteAsync(few, many, folder, CancellationToken.None);
}

Dictionary<string, Func<Task>> benches = new(StringComparer.Ordinal)
{
    ["locks"] = LockBench.RunAsync,
    ["restart"] = RestartBench.RunAsync,
    ["storm"] = StormBench.RunAsync,
    ["lint"] = LintBench.RunAsync,
    ["overload"] = OverloadBench.RunAsync,
    ["jobs"] = JobBench.RunAsync,
    [JobBench.WorkerName] = JobBench.RunWorkerAsync,
    ["events"] = EventBench.RunAsync,
    ["failover"] = FailoverDrill.RunAsync,
    ["streams"] = StreamBench.RunAsync,
    ["pipeline"] = PipelineCommand.RunAsync,
};

if (args is not [var name] || !benches.TryGetValue(name, out var bench))
{
    Console.Error.WriteLine($"Say which: http, {string.Join(", ", benches.Keys)}");
    return 2;
}

await bench();
return 0;
