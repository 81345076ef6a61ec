using Agora.Application.Embeddings;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Embeddings;

/// <summary>A host that embeds posts when a test says so.</summary>
public class EmbeddingFixture : ApiFixture
{
    /// <summary>Embeds all that waits, as the worker does.</summary>
    internal async Task EmbedAsync()
    {
        (await SendAsync(new AddEmbeddingModel())).Value.ShouldBeTrue();
        await StepAsync();
        while (await Superuser.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM app.embedding_models WHERE queued_all_at IS NULL)"))
        {
            // A new model waits for transactions that are older than it, those of other tests included.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            await StepAsync();
        }
    }

    /// <summary>The same by a process that has added its model before.</summary>
    internal async Task StepAsync()
    {
        while ((await SendAsync(new EmbedPosts())).Value > 0)
        {
            // Step after step.
        }
    }

    /// <summary>Time passes for what waits for its next attempt.</summary>
    internal Task WaitedAsync() => Superuser.ExecuteAsync("UPDATE app.embedding_queue SET due_at = now() WHERE due_at < 'infinity'");

    internal async Task<T> SendAsync<T>(IRequest<T> message)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message);
    }

    internal Task<long> VectorsAsync(Guid post) =>
        Superuser.ScalarAsync<long>("SELECT count(*) FROM app.post_embeddings WHERE post_id = $1", post);
}
