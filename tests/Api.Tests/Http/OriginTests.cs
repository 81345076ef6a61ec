using System.Net;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class OriginTests(OriginTests.GuardedApi api) : IClassFixture<OriginTests.GuardedApi>
{
    private const string Friend = "https://app.example.org";

    [Fact]
    public async Task A_known_origin_may_ask_and_read()
    {
        var preflight = await SendAsync(HttpMethod.Options, "/api/v1/users", Friend, "PATCH");
        var answer = await SendAsync(HttpMethod.Get, "/health", Friend);

        Header(preflight, "Access-Control-Allow-Origin").ShouldBe(Friend);
        Header(preflight, "Access-Control-Allow-Credentials").ShouldBe("true");
        Header(preflight, "Access-Control-Allow-Methods").ShouldContain("PATCH");
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(Friend);
        Header(answer, "Access-Control-Expose-Headers").ShouldContain("ETag");
    }

    [Theory]
    [InlineData("https://evil.example.org")]
    [InlineData("https://app.example.org.evil.test")]
    [InlineData("http://app.example.org")]
    [InlineData("https://app.example.org:444")]
    [InlineData("null")]
    public async Task A_strange_origin_gets_no_leave(string origin)
    {
        var preflight = await SendAsync(HttpMethod.Options, "/api/v1/users", origin, "PATCH");
        var answer = await SendAsync(HttpMethod.Get, "/health", origin);

        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("agora.example.org", true)]
    [InlineData("AGORA.example.org", true)]
    [InlineData("eu.agora.example.org", true)]
    [InlineData("example.org", false)]
    [InlineData("notagora.example.org.evil.test", false)]
    [InlineData("evil.test", false)]
    public async Task Answers_only_for_its_own_names(string host, bool known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;

        var response = await api.Anonymous().SendAsync(request);

        if (known)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        else
        {
            await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "request.host");
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.org")]
    [InlineData("https://app.example.org/")]
    [InlineData("app.example.org")]
    public void Does_not_start_with_an_origin_that_is_none(string origin)
    {
        var starting = () => AgoraHost.Build([$"--Cors:Origins:0={origin}"], api.Access);

        starting.ShouldThrow<InvalidConfigurationException>().Message.ShouldContain("Cors:Origins");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, string? asking = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (asking is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", asking);
        }

        return await api.Anonymous().SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    public sealed class GuardedApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings =>
        [
            $"--Cors:Origins:0={Friend}", "--Cors:Credentials=true",
            "--Server:AllowedHosts:0=127.0.0.1", "--Server:AllowedHosts:1=agora.example.org", "--Server:AllowedHosts:2=*.agora.example.org",
        ];
    }
}
