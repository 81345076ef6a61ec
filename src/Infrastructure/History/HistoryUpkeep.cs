using Agora.Application.History;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.History;

/// <summary>Makes the coming partitions of the history, at the start and once a day. Several instances take turns.</summary>
internal sealed partial class HistoryUpkeep(IServiceScopeFactory scopes, TimeProvider clock, ILogger<HistoryUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do
            {
                await KeepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task KeepAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new KeepHistory(), ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Nothing is lost: what has no partition lands in the default one.
            Postponed(log, exception);
        }
    }

    [LoggerMessage(EventId = 310, Level = LogLevel.Warning, Message = "The partitions of the history could not be made, and will be later")]
    private static partial void Postponed(ILogger log, Exception exception);
}
