using System.Net;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Agora.Api.Tests.Http;

public sealed class TimeoutTests(TimeoutTests.ImpatientApi api) : IClassFixture<TimeoutTests.ImpatientApi>
{
    [Fact]
    public async Task Gives_up_an_answer_that_takes_too_long()
    {
        var response = await api.Anonymous().GetAsync("/test/wait");

        await Problem.AssertAsync(response, HttpStatusCode.GatewayTimeout, "server.timeout");
    }

    [Theory]
    [InlineData("Server:Port", "70000")]
    [InlineData("Server:Address", "nowhere")]
    [InlineData("Server:MaxConnections", "0")]
    [InlineData("Server:MaxBodyBytes", "1")]
    [InlineData("Server:RequestTimeoutSeconds", "0")]
    [InlineData("Server:KnownProxies:0", "everybody")]
    [InlineData("Server:Certificate:Path", "/no/such/file")]
    public void Does_not_start_with_a_limit_that_means_nothing(string setting, string value)
    {
        var starting = () => AgoraHost.Build([$"--{setting}={value}"], api.Access);

        starting.ShouldThrow<InvalidConfigurationException>().Message.ShouldContain(setting.Split(":0")[0]);
    }

    public sealed class ImpatientApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Server:RequestTimeoutSeconds=1"];

        protected override void Map(IEndpointRouteBuilder app) => app.MapGet("/test/wait", async (CancellationToken ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return TypedResults.NoContent();
        }).AllowAnonymous();
    }
}
