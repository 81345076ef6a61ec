using Agora.Domain.Common;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agora.Infrastructure.Common;

/// <summary>
/// Work of the host that comes round again and again, as long as the host runs. Several instances may do it at once: the database
/// shares it out. A round that fails says so, and the next one tries again.
/// </summary>
internal abstract class RecurringWork(IServiceScopeFactory scopes, TimeProvider clock) : BackgroundService
{
    protected abstract TimeSpan Pause { get; }

    /// <summary>Whether the first round begins with the host rather than a pause later.</summary>
    protected virtual bool BeginsAtStart => false;

    protected abstract Task RoundAsync(CancellationToken ct);

    /// <summary>Tells that a round was broken off.</summary>
    protected abstract void Postponed(Exception exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            if (BeginsAtStart)
            {
                await TryRoundAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryRoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    /// <summary>Sends a message in a scope of its own, as a request would.</summary>
    protected async Task<T> SendAsync<T>(IRequest<T> message, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }

    /// <summary>Sends a message that does a batch, until one finds nothing left to do.</summary>
    protected async Task SendUntilDoneAsync(IRequest<Result<int>> batch, CancellationToken ct)
    {
        while (await SendAsync(batch, ct) is { IsSuccess: true, Value: > 0 })
        {
            // Batch after batch.
        }
    }

    private async Task TryRoundAsync(CancellationToken ct)
    {
        try
        {
            await RoundAsync(ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            Postponed(exception);
        }
    }
}
