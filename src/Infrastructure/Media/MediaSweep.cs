using Agora.Application.Media;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Media;

/// <summary>Sweeps every five minutes, beginning five minutes after the start.</summary>
internal sealed partial class MediaSweep(
    IServiceScopeFactory scopes, IMediaIntake intake, MediaSettings settings, TimeProvider clock, ILogger<MediaSweep> log)
    : PeriodicBackgroundService(scopes, clock)
{
    private readonly TimeProvider clock = clock;

    protected override TimeSpan Interval => TimeSpan.FromMinutes(5);

    protected override Task RunOnceAsync(CancellationToken ct)
    {
        intake.RemoveAbandoned(clock.GetUtcNow() - settings.AbandonedAfter);
        return SendUntilDoneAsync(new SweepMedia(), ct);
    }

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 340, Level = LogLevel.Warning, Message = "Unused files could not be swept, and will be later")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
