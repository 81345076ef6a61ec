namespace Agora.Infrastructure.Common;

/// <summary>Set once, when the database was found reachable and up to date; background services wait for it.</summary>
public sealed class DatabaseReadySignal
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsSet => ready.Task.IsCompleted;

    public Task WhenSet => ready.Task;

    public void Set() => ready.TrySetResult();
}
