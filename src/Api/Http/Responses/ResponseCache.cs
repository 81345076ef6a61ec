using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Agora.Api.Http.Responses;

/// <summary>An answer as it went out.</summary>
internal sealed record CachedResponse(string? ContentType, StringValues Link, string ETag, byte[] Body);

/// <summary>
/// Answers of the present state of the data. They are thrown away together as soon as anything changes, so the room that they
/// take is bounded by what is asked between two changes, and by a limit.
/// </summary>
/// <param name="limit">Bytes of bodies and keys at most; what comes beyond is answered and not kept.</param>
internal sealed class ResponseCache(long limit)
{
    private readonly Lock gate = new();
    private Generation current = new("");

    /// <summary>
    /// The answer kept for this key and state. Of several who ask at once one makes it and the others wait; null when that one
    /// had no answer to keep.
    /// </summary>
    /// <param name="mine">True for the caller whose <paramref name="make"/> ran, and who has answered by it already.</param>
    public Task<CachedResponse?> GetOrCreate(string state, string key, Func<Task<CachedResponse?>> make, out bool mine)
    {
        var generation = At(state);
        var slot = new TaskCompletionSource<CachedResponse?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var kept = generation.Slots.GetOrAdd(key, slot);
        mine = kept == slot;
        return mine ? MakeAsync(generation, key, slot, make) : kept.Task;
    }

    private Generation At(string state)
    {
        lock (gate)
        {
            return current.State == state ? current : current = new Generation(state);
        }
    }

    private async Task<CachedResponse?> MakeAsync(
        Generation generation, string key, TaskCompletionSource<CachedResponse?> slot, Func<Task<CachedResponse?>> make)
    {
        CachedResponse? answer = null;
        try
        {
            answer = await make();
            return answer;
        }
        finally
        {
            if (answer is null || Interlocked.Add(ref generation.Bytes, answer.Body.Length + (2 * key.Length)) > limit)
            {
                generation.Slots.TryRemove(key, out _);
            }

            slot.SetResult(answer);
        }
    }

    private sealed class Generation(string state)
    {
        public long Bytes;

        public string State { get; } = state;

        public ConcurrentDictionary<string, TaskCompletionSource<CachedResponse?>> Slots { get; } = new(StringComparer.Ordinal);
    }
}
