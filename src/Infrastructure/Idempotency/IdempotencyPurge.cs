using Agora.Application.Idempotency;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Idempotency;

/// <summary>Deletes expired idempotency keys every hour, first an hour after the start.</summary>
internal sealed partial class IdempotencyPurge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<IdempotencyPurge> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new PurgeKeys(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(
        EventId = 330, Level = LogLevel.Warning, Message = "Expired idempotency keys could not be deleted; retrying in the next run")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
