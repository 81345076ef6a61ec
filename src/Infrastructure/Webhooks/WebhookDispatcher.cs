using Agora.Application.Webhooks;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.EventLog;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Webhooks;

/// <summary>
/// Fans out events in one loop, and in another attempts due deliveries, up to <see cref="WebhookSettings.Concurrency"/> at once. Everything
/// is in the database: any number of processes may do it, and what a process that dies had claimed comes again when its lease ends.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IServiceScopeFactory scopes,
    WebhookSettings settings,
    WebhookSignal signal,
    EventSignal events,
    DatabaseReadySignal ready,
    Outages outages,
    TimeProvider clock,
    ILogger<WebhookDispatcher> log) : BackgroundService
{
    /// <summary>From one fan-out to the next where the first has found the end of the log, so that many commits share one.</summary>
    private static readonly TimeSpan FanOutInterval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim places = new(settings.Concurrency);
    private readonly List<Task> attempts = [];

    public override void Dispose()
    {
        places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ready.WhenSet.WaitAsync(stoppingToken);
            await Task.WhenAll(FanOutAsync(stoppingToken), ClaimAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }

        // They end within the timeout of a request, and their outcomes are stored.
        await Task.WhenAll(attempts);
    }

    private async Task FanOutAsync(CancellationToken ct)
    {
        while (true)
        {
            var started = clock.GetTimestamp();
            if (await TryFanOutAsync(ct))
            {
                continue;
            }

            await events.Webhooks.WaitAsync(settings.Poll, ct);
            if (FanOutInterval - clock.GetElapsedTime(started) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, clock, ct);
            }
        }
    }

    /// <summary>Whether there may be more events.</summary>
    private async Task<bool> TryFanOutAsync(CancellationToken ct)
    {
        try
        {
            var done = (await SendAsync(new FanOutWebhooks(), ct)).Value;
            if (done.Made > 0)
            {
                signal.Set();
            }

            return done.HasMore;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            Failed(exception);
            return false;
        }
    }

    private async Task ClaimAsync(CancellationToken ct)
    {
        while (true)
        {
            if (!await TryClaimAsync(ct))
            {
                await signal.WaitAsync(settings.Poll, ct);
            }
        }
    }

    /// <summary>False when there is nothing to do now.</summary>
    private async Task<bool> TryClaimAsync(CancellationToken ct)
    {
        try
        {
            // Waits for one place, and takes the others that are free.
            await places.WaitAsync(ct);
            var free = 1;
            while (places.Wait(0, CancellationToken.None))
            {
                free++;
            }

            IReadOnlyList<ClaimedDelivery> claimed = [];
            try
            {
                claimed = (await SendAsync(new ClaimWebhookDeliveries(free), ct)).Value.Items;
            }
            finally
            {
                if (free > claimed.Count)
                {
                    places.Release(free - claimed.Count);
                }
            }

            attempts.RemoveAll(attempt => attempt.IsCompleted);
            attempts.AddRange(claimed.Select(AttemptAsync));

            return claimed.Count > 0;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            Failed(exception);
            return false;
        }
    }

    private async Task AttemptAsync(ClaimedDelivery delivery)
    {
        try
        {
            await Task.Yield();
            // Not cancelled when the host stops: what was sent and not stored would be sent again.
            await SendAsync(new DeliverWebhook(delivery), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The delivery comes again when its lease ends, under the same id.
            Failed(exception);
        }
        finally
        {
            places.Release();
            signal.Set();
        }
    }

    private async Task<T> SendAsync<T>(IRequest<T> message, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }

    private void Failed(Exception exception)
    {
        var code = exception is Agora.Application.Common.DependencyException failure ? failure.Error.Code : exception.GetType().Name;
        if (outages.Failed($"webhooks {code}") is { } untold)
        {
            RunFailed(log, untold == 0 ? exception : null, untold);
        }
    }

    [LoggerMessage(EventId = 410, Level = LogLevel.Warning, Message = "Webhooks wait: a step failed and is repeated ({Count} more)")]
    private static partial void RunFailed(ILogger log, Exception? exception, int count);
}
