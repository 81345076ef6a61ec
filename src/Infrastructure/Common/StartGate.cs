namespace Agora.Infrastructure.Common;

/// <summary>Opens once, when the database was found to be there and fit: recurring work waits for that.</summary>
public sealed class StartGate
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => opened.Task.IsCompleted;

    public Task Opened => opened.Task;

    public void Open() => opened.TrySetResult();
}
