using Agora.Application.Sessions;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Sessions;

/// <summary>Purges every hour, beginning an hour after the start.</summary>
internal sealed partial class SessionPurge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SessionPurge> log)
    : RecurringWork(scopes, clock)
{
    protected override TimeSpan Pause => TimeSpan.FromHours(1);

    protected override Task RoundAsync(CancellationToken ct) => SendUntilDoneAsync(new PurgeSessions(), ct);

    protected override void Postponed(Exception? exception) => Postponed(log, exception);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Ended sessions could not be purged, and will be later")]
    private static partial void Postponed(ILogger log, Exception? exception);
}
