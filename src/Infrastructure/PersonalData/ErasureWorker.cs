using Agora.Application.PersonalData;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.PersonalData;

/// <summary>Erases what requests have left, twice a minute.</summary>
internal sealed partial class ErasureWorker(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ErasureWorker> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(30);

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new ContinueErasures(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 324, Level = LogLevel.Warning, Message = "Erasing failed; it continues in the next round")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
