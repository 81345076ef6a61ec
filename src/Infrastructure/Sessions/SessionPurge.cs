using Agora.Application.Sessions;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Sessions;

/// <summary>Purges every hour, beginning an hour after the start. Several instances share the work.</summary>
internal sealed partial class SessionPurge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SessionPurge> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PurgeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task PurgeAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
            while ((await mediator.Send(new PurgeSessions(), ct)).Value > 0)
            {
                // Batch after batch.
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Nothing waits for it: the next hour tries again.
            Postponed(log, exception);
        }
    }

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "Ended sessions could not be purged, and will be later")]
    private static partial void Postponed(ILogger log, Exception exception);
}
