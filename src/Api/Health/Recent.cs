namespace Agora.Api.Health;

/// <summary>A fact that is read at most once in five seconds, however often it is asked for.</summary>
internal sealed class Recent<T>(TimeProvider clock, Func<Task<T>> read)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<T>? latest;
    private long latestAt;

    public Task<T> GetAsync()
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && clock.GetElapsedTime(latestAt) >= Fresh))
            {
                latestAt = clock.GetTimestamp();
                latest = read();
            }

            return latest;
        }
    }
}
