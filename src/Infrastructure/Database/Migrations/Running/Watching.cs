namespace Agora.Infrastructure.Database.Migrations.Running;

/// <summary>A watch that runs beside a statement and is surely over before the control connection is used for something else.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task watch;

    /// <param name="progress">Also reports how far an index build has come.</param>
    public Watching(RunSession run, LockAttempt attempt, bool progress)
    {
        watch = attempt.Watch.WatchAsync(attempt.Rung, progress ? new ProgressWatch(run).LookAsync : null, stop.Token);
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await watch;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }
}
