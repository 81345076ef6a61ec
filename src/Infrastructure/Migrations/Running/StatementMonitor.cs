namespace Agora.Migrations.Running;

/// <summary>Monitors a running statement, and has stopped before the control connection is used for something else.</summary>
internal sealed class StatementMonitor : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource lost = new();
    private readonly Task watch;

    /// <param name="progress">Also reports how far an index build has come.</param>
    public StatementMonitor(RunSession run, LockAttempt attempt, bool progress)
    {
        watch = WatchAsync(attempt, progress ? new ProgressMonitor(run).LookAsync : null);
    }

    /// <summary>Cancelled when the control connection is gone: without the runner's lock the worker must not continue.</summary>
    public CancellationToken ControlLost => lost.Token;

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await watch;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        lost.Dispose();
    }

    private async Task WatchAsync(LockAttempt attempt, Func<Task>? beside)
    {
        if (!await attempt.Watch.WatchAsync(attempt.LockTimeout, beside, stop.Token))
        {
            await lost.CancelAsync();
        }
    }
}
