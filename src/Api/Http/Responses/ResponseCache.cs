using System.Collections.Concurrent;

namespace Agora.Api.Http.Responses;

/// <summary>Responses of one state of the database. A new state drops all of them.</summary>
/// <param name="limit">Maximum bytes of bodies and keys; responses beyond it are sent and not stored.</param>
internal sealed class ResponseCache(long limit)
{
    private readonly Lock gate = new();
    private Generation current = new("");

    /// <summary>
    /// The cached response, or the one that <paramref name="create"/> makes. Of several concurrent callers one creates it and the others
    /// wait; they get null when it must not be cached.
    /// </summary>
    /// <param name="isCreator">True for the caller whose <paramref name="create"/> ran, and sent the response.</param>
    public Task<CachedResponse?> GetOrCreate(string state, string key, Func<Task<CachedResponse?>> create, out bool isCreator)
    {
        var generation = At(state);
        var entry = new TaskCompletionSource<CachedResponse?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var cached = generation.Entries.GetOrAdd(key, entry);
        isCreator = cached == entry;
        return isCreator ? CreateAsync(generation, key, entry, create) : cached.Task;
    }

    private Generation At(string state)
    {
        lock (gate)
        {
            return current.State == state ? current : current = new Generation(state);
        }
    }

    private async Task<CachedResponse?> CreateAsync(
        Generation generation, string key, TaskCompletionSource<CachedResponse?> entry, Func<Task<CachedResponse?>> create)
    {
        CachedResponse? response = null;
        try
        {
            response = await create();
            return response;
        }
        finally
        {
            if (response is null || Interlocked.Add(ref generation.Bytes, response.Body.Length + (2 * key.Length)) > limit)
            {
                generation.Entries.TryRemove(key, out _);
            }

            entry.SetResult(response);
        }
    }

    private sealed class Generation(string state)
    {
        public long Bytes;

        public string State { get; } = state;

        public ConcurrentDictionary<string, TaskCompletionSource<CachedResponse?>> Entries { get; } = new(StringComparer.Ordinal);
    }
}
