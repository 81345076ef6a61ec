using Polly;
using Polly.Retry;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Begins a transaction again that lost against another one (serialization failure, deadlock): five times, with growing pauses.
/// </summary>
internal sealed class ConflictRetry(TimeProvider clock)
{
    // Built once for the process: a builder validates its strategies each time, which costs more than a read.
    public ResiliencePipeline Pipeline { get; } = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception && DatabaseFailures.IsTransientConflict(exception)),
            MaxRetryAttempts = 5,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
        })
        .Build();
}
