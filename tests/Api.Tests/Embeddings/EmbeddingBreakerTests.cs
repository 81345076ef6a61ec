using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Polly.CircuitBreaker;

namespace Agora.Api.Tests.Embeddings;

public sealed class EmbeddingBreakerTests(EmbeddingServiceFixture api) : IClassFixture<EmbeddingServiceFixture>
{
    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone()
    {
        await api.EmbedAsync();
        await (await api.SignedInAsync()).PublishedAsync("Never embedded");
        api.Server.Before = (http, _) =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(true);
        };

        // Three attempts each, the sixth of which opens the breaker.
        await Should.ThrowAsync<DependencyException>(api.StepAsync());
        await api.WaitedAsync();
        await Should.ThrowAsync<DependencyException>(api.StepAsync());
        await api.WaitedAsync();
        var sent = api.Server.Requests.Count;
        var refused = await Should.ThrowAsync<DependencyException>(api.StepAsync());

        refused.InnerException.ShouldBeAssignableTo<BrokenCircuitException>();
        api.Server.Requests.Count.ShouldBe(sent);
    }
}
