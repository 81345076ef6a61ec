using Agora.Application.Embeddings;
using Agora.Domain.Embeddings;

namespace Agora.Api.Health;

/// <summary>
/// Whether posts can be searched by meaning. It never fails readiness: everything else is served without.
/// </summary>
internal sealed class MeaningHealth(HealthQueries queries, EmbeddingSettings settings, IEmbedder embedder, TimeProvider clock)
{
    private readonly Recent<CurrentModel> model = new(
        clock, async () => await queries.SendAsync(new GetCurrentModel()) ?? new CurrentModel(IsInstalled: false, Name: null));

    public async Task<HealthCheck> CheckAsync()
    {
        var started = clock.GetTimestamp();
        var current = await model.GetAsync();
        var (status, reason) = (settings.Provider, current) switch
        {
            (EmbeddingProvider.Off, _) => ("off", "Embeddings:Provider is Off"),
            (_, { IsInstalled: false }) => ("not installed", "the database has no pgvector, or agora migrate up has not run since"),
            (_, { Name: null }) => ("starting", "no model yet: a worker adds it (Jobs:Workers, agora worker)"),
            (_, { Name: { } name }) when !embedder.Knows(name) =>
                ("replaced", "the former model is at no service that is configured; searches wait for the new one"),
            _ => ("ok", null),
        };
        return new HealthCheck("searchByMeaning", status, clock.GetElapsedTime(started).TotalMilliseconds, reason);
    }
}
