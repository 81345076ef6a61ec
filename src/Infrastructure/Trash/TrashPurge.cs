using Agora.Application.Trash;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Trash;

/// <summary>Purges every hour, beginning an hour after the start.</summary>
internal sealed partial class TrashPurge(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<TrashPurge> log) : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new PurgeTrash(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 360, Level = LogLevel.Warning, Message = "The trash could not be purged, and will be later")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
