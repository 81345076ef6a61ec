using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agora.Infrastructure.Common;

/// <summary>
/// Background work at a fixed interval. Several instances may run it at once: the database distributes it. Starts when the database is
/// reachable. A failed run is logged and the next one retries; consecutive runs that fail for the same reason are logged once.
/// </summary>
internal abstract class PeriodicBackgroundService(IServiceScopeFactory scopes, TimeProvider clock) : BackgroundService
{
    private string? failing;

    protected abstract TimeSpan Interval { get; }

    /// <summary>Whether the first run is at the start rather than one interval later.</summary>
    protected virtual bool BeginsAtStart => false;

    protected abstract Task RunOnceAsync(CancellationToken ct);

    /// <summary>Logs a failed run.</summary>
    /// <param name="exception">Null for an outage that is in the log already.</param>
    protected abstract void OnError(Exception? exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            using var timer = new PeriodicTimer(Interval, clock);
            if (BeginsAtStart)
            {
                await TryRunAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryRunAsync(stoppingToken);
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

    /// <summary>Sends a batch message until it finds nothing left.</summary>
    protected async Task SendUntilDoneAsync(IRequest<Result<int>> batch, CancellationToken ct)
    {
        while (await SendAsync(batch, ct) is { IsSuccess: true, Value: > 0 })
        {
            // Batch after batch.
        }
    }

    private async Task TryRunAsync(CancellationToken ct)
    {
        try
        {
            await RunOnceAsync(ct);
            failing = null;
        }
        catch (DependencyException exception) when (!ct.IsCancellationRequested)
        {
            if (failing != exception.Error.Code)
            {
                failing = exception.Error.Code;
                OnError(Resolve<Outages>() is not { } outages || outages.Failed(failing) == 0 ? exception : null);
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            failing = null;
            OnError(exception);
        }
    }

    private async Task StartedAsync(CancellationToken ct)
    {
        if (Resolve<DatabaseReadySignal>() is { } ready)
        {
            await ready.WhenSet.WaitAsync(ct);
        }
    }

    private T? Resolve<T>()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetService<T>();
    }
}
