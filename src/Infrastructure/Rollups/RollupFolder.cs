using Agora.Application.Rollups;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Rollups;

/// <summary>Keeps what waits to be folded short. Several hosts may do so at once; the database lets one work.</summary>
internal sealed partial class RollupFolder(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RollupFolder> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops. What is not folded is counted by readers all the same.
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        try
        {
            while (await FoldAsync(ct) > 0)
            {
                // A batch at a time, until nothing is left.
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Postponed(log, exception);
        }
    }

    private async Task<int> FoldAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new FoldRollups(), ct)).Value;
    }

    [LoggerMessage(EventId = 310, Level = LogLevel.Warning, Message = "The sums are folded in the next round")]
    private static partial void Postponed(ILogger log, Exception exception);
}
