using Agora.Application.Posts;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Posts;

/// <summary>Writes the views of each interval to the counters, and what is left when the host stops.</summary>
internal sealed partial class PostViewFlusher(
    PostViewBuffer buffer, IServiceScopeFactory scopes, TimeProvider clock, ILogger<PostViewFlusher> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Small, because the counters of a batch stay locked until it commits.
    private const int BatchSize = 500;

    private readonly SemaphoreSlim turn = new(1, 1);

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync takes the rest.
        }
    }

    /// <summary>
    /// Writes what was recorded before the call, a run that is under way included. What the database does not take stays buffered
    /// for the next run.
    /// </summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await WriteAsync(ct);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        var left = new Queue<SeenPost[]>(buffer.Drain().Chunk(BatchSize));
        try
        {
            while (left.TryPeek(out var batch))
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RecordViews(batch), ct);
                left.Dequeue();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A batch whose commit is in doubt is written again as well: what was counted is not counted twice.
            FlushFailed(log, left.Sum(b => b.Length), exception);
        }
        finally
        {
            buffer.Requeue(left.SelectMany(b => b));
        }
    }

    [LoggerMessage(EventId = 320, Level = LogLevel.Warning, Message = "{Views} views are kept for the next round")]
    private static partial void FlushFailed(ILogger log, int views, Exception exception);
}
