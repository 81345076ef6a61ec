using Agora.Application.Rollups;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Rollups;

/// <summary>Keeps what waits to be folded short; what is not folded yet is counted by readers all the same.</summary>
internal sealed partial class RollupDeltaService(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RollupDeltaService> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(2);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new ApplyRollupDeltas(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "The sums are folded in the next round")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
