using Agora.Application.Media;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Media;

/// <summary>Sweeps every five minutes, beginning five minutes after the start. Several instances share the work.</summary>
internal sealed partial class MediaSweep(
    IServiceScopeFactory scopes, IMediaIntake intake, MediaSettings settings, TimeProvider clock, ILogger<MediaSweep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            // An upload that is still being received has written to its file within the time that it may take.
            intake.RemoveAbandoned(clock.GetUtcNow() - TimeSpan.FromSeconds(settings.TransferSeconds) - Pause);
            while (await OneAsync(ct) > 0)
            {
                // One content after another, each in a transaction of its own.
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Nothing waits for it: the next round tries again.
            Postponed(log, exception);
        }
    }

    private async Task<int> OneAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SweepMedia(), ct)).Value;
    }

    [LoggerMessage(EventId = 320, Level = LogLevel.Warning, Message = "Unused files could not be swept, and will be later")]
    private static partial void Postponed(ILogger log, Exception exception);
}
