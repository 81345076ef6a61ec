using Agora.Application.Sessions;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Sessions;

/// <summary>Purges every hour, beginning an hour after the start.</summary>
internal sealed partial class SessionPurge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SessionPurge> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new PurgeSessions(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Ended sessions could not be purged, and will be later")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
