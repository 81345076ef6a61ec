using Agora.Application.Common;
using Agora.Application.Embeddings;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Embeddings;

/// <summary>Steps of the worker one by one, each in a scope of its own with the rights of the system.</summary>
internal sealed class ScopedEmbeddings(IServiceProvider services)
{
    public Task<IReadOnlyList<ClaimedPost>> ClaimAsync() =>
        RunAsync(store => store.ClaimAsync(["builtin/ngrams-1"], hasFailed: false, 100, TimeSpan.FromMinutes(1), CancellationToken.None));

    public Task SaveAsync(EmbeddedPost post) => RunAsync(async store =>
    {
        await store.SaveAsync(post, CancellationToken.None);
        return 0;
    });

    public Task ReleaseAsync(IReadOnlyList<ClaimedPost> posts) => RunAsync(async store =>
    {
        await store.ReleaseAsync(posts, hasFailed: true, CancellationToken.None);
        return 0;
    });

    private async Task<T> RunAsync<T>(Func<IPostEmbeddings, Task<T>> step)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorContext>().SignIn(Actor.System);
        return await step(scope.ServiceProvider.GetRequiredService<IPostEmbeddings>());
    }
}
