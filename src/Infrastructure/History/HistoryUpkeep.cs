using Agora.Application.History;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.History;

/// <summary>Makes the coming partitions of the history, at the start and once a day; what has none lands in the default one.</summary>
internal sealed partial class HistoryUpkeep(IServiceScopeFactory scopes, TimeProvider clock, ILogger<HistoryUpkeep> log)
    : RecurringWork(scopes, clock)
{
    protected override TimeSpan Pause => TimeSpan.FromDays(1);

    protected override bool BeginsAtStart => true;

    protected override Task RoundAsync(CancellationToken ct) => SendAsync(new KeepHistory(), ct);

    protected override void Postponed(Exception? exception) => Postponed(log, exception);

    [LoggerMessage(EventId = 322, Level = LogLevel.Warning, Message = "The partitions of the history could not be made, and will be later")]
    private static partial void Postponed(ILogger log, Exception? exception);
}
