using Agora.Domain.Embeddings;

namespace Agora.Infrastructure.Embeddings;

/// <summary>
/// Remembers the current model for some seconds, so that searches need no statement for it. A search that names a model which another
/// process has replaced finds the vectors that are left of it.
/// </summary>
internal sealed class CurrentModelCache(TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30), AgeOfNone = TimeSpan.FromSeconds(5);

    private volatile Entry? entry;

    public async Task<CurrentModel> GetAsync(Func<CancellationToken, Task<CurrentModel>> read, CancellationToken ct)
    {
        if (entry is { } known && clock.GetElapsedTime(known.At) < (known.Model.Name is null ? AgeOfNone : Age))
        {
            return known.Model;
        }

        var at = clock.GetTimestamp();
        var model = await read(ct);
        entry = new Entry(model, at);
        return model;
    }

    public void Forget() => entry = null;

    private sealed record Entry(CurrentModel Model, long At);
}
