using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Agora.Benchmarks.Pipeline;

internal static class PipelineCommand
{
    // In this process: the host and its database are started once, and no project is generated and built.
    public static Task RunAsync()
    {
        BenchmarkRunner.Run<PipelineBench>(
            DefaultConfig.Instance
                .AddJob(Job.MediumRun.WithLaunchCount(1).WithToolchain(InProcessNoEmitToolchain.Instance))
                .WithArtifactsPath("artifacts/bench/pipeline"));
        return Task.CompletedTask;
    }
}
