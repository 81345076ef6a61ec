using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Agora.Api.Tests.Health;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Says_that_it_stops_and_finishes_what_it_began()
    {
        var api = new StoppingApi();
        await api.InitializeAsync();
        try
        {
            var inFlight = api.Anonymous().GetAsync("/test/slow");
            await api.Entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

            var stopping = api.StopAsync();
            var status = "ready";
            while (status == "ready")
            {
                var ready = await api.Anonymous().GetAsync("/health/ready");
                status = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
                ready.StatusCode.ShouldBe(status == "ready" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
            }

            status.ShouldBe("stopping");
            stopping.IsCompleted.ShouldBeFalse("a request is in flight");
            api.Release.SetResult();
            (await (await inFlight).Content.ReadAsStringAsync()).ShouldBe("finished");
            await stopping;
            await Should.ThrowAsync<HttpRequestException>(() => api.Anonymous().GetAsync("/health"));
        }
        finally
        {
            api.Release.TrySetResult();
            await api.DisposeAsync();
        }
    }

    private sealed class StoppingApi : ApiFixture
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override IReadOnlyList<string> Settings => ["--Server:ShutdownDelaySeconds=2"];

        protected override void Map(IEndpointRouteBuilder app) => app.MapGet("/test/slow", async () =>
        {
            Entered.SetResult();
            await Release.Task;
            return TypedResults.Text("finished");
        }).AllowAnonymous();
    }
}
