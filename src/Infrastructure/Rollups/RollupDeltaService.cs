using Agora.Application.Rollups;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Rollups;

/// <summary>Applies pending deltas to the aggregates; readers include pending deltas.</summary>
internal sealed partial class RollupDeltaService(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RollupDeltaService> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(2);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new ApplyRollupDeltas(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(
        EventId = 321, Level = LogLevel.Warning, Message = "Deltas were not applied to the aggregates; retrying in the next run")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
