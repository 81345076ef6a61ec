using Agora.Application.Rollups;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Rollups;

/// <summary>Keeps what waits to be folded short; what is not folded yet is counted by readers all the same.</summary>
internal sealed partial class RollupFolder(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RollupFolder> log)
    : RecurringWork(scopes, clock)
{
    protected override TimeSpan Pause => TimeSpan.FromSeconds(2);

    protected override Task RoundAsync(CancellationToken ct) => SendUntilDoneAsync(new FoldRollups(), ct);

    protected override void Postponed(Exception? exception) => Postponed(log, exception);

    [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "The sums are folded in the next round")]
    private static partial void Postponed(ILogger log, Exception? exception);
}
