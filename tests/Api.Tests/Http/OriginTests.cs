using System.Net;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class OriginTests(OriginTests.GuardedApi api, OriginTests.DevelopmentApi development)
    : IClassFixture<OriginTests.GuardedApi>, IClassFixture<OriginTests.DevelopmentApi>
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
    [InlineData("http://localhost:5173")]
    [InlineData("http://127.0.0.1:5173")]
    public async Task A_strange_origin_gets_no_leave(string origin)
    {
        var preflight = await SendAsync(HttpMethod.Options, "/api/v1/users", origin, "PATCH");
        var answer = await SendAsync(HttpMethod.Get, "/health", origin);

        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://localhost", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://localhost:3000", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://localhost.evil.test", false)]
    [InlineData("http://evil.test/localhost", false)]
    [InlineData("http://192.168.1.2:5173", false)]
    [InlineData("null", false)]
    public async Task Pages_of_this_machine_may_call_in_development(string origin, bool allowed)
    {
        var preflight = await SendAsync(development, HttpMethod.Options, "/api/v1/posts", origin, "POST");
        var answer = await SendAsync(development, HttpMethod.Get, "/health", origin, null);

        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed);
    }

    [Theory]
    [InlineData("https://evil.example.org", "PATCH", null, "Cors:Origins")]
    [InlineData(Friend, "TRACE", null, "method")]
    [InlineData(Friend, "PATCH", "if-match, x-secret", "x-secret")]
    [InlineData(Friend, "PATCH", "authorization, content-type, if-match", null)]
    [InlineData(Friend, "GET", "authorization, last-event-id", null)]
    public async Task The_log_says_why_a_preflight_was_refused(string origin, string method, string? headers, string? reason)
    {
        var path = $"/api/v1/posts/{Guid.NewGuid()}";

        await SendAsync(api, HttpMethod.Options, path, origin, method, headers);
        await SendAsync(api, HttpMethod.Options, path + "/last", "https://last.example.org", method);

        await api.Logs.AwaitAsync(
            line => line.Message.Contains(path + "/last", StringComparison.Ordinal)
                && line.Message.StartsWith("Refused", StringComparison.Ordinal));
        var refused = api.Logs.Lines.Where(
            line => line.Message.Contains(path + ":", StringComparison.Ordinal)
                && line.Message.StartsWith("Refused", StringComparison.Ordinal));
        if (reason is null)
        {
            refused.ShouldBeEmpty();
        }
        else
        {
            refused.ShouldHaveSingleItem().Message.ShouldContain(reason);
        }
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
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/tags");
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
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    public async Task A_probe_may_ask_for_health_by_any_name(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "10.0.0.7:8007";

        (await api.Anonymous().SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_only_begins_like_health_is_guarded()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthy");
        request.Headers.Host = "evil.test";

        await Problem.AssertAsync(await api.Anonymous().SendAsync(request), HttpStatusCode.BadRequest, "request.host");
    }

    [Theory]
    [InlineData("agora.example.org")]
    [InlineData("*.agora.example.org")]
    [InlineData("localhost")]
    [InlineData("my_service")]
    [InlineData("10.0.0.7")]
    [InlineData("[::1]")]
    public async Task Starts_with_a_host_that_a_request_can_name(string host)
    {
        await using var built = AgoraHost.Build([$"--Server:AllowedHosts:0={host}"], api.Access);
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

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, string? asking = null) =>
        SendAsync(api, method, path, origin, asking);

    private static async Task<HttpResponseMessage> SendAsync(
        ApiFixture host, HttpMethod method, string path, string origin, string? asking, string? headers = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (asking is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", asking);
        }

        if (headers is not null)
        {
            request.Headers.Add("Access-Control-Request-Headers", headers);
        }

        return await host.Anonymous().SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    public sealed class DevelopmentApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--environment=Development", "--Database:MigrateAtStart=false"];
    }

    public sealed class GuardedApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings =>
        [
            $"--Cors:Origins:0={Friend}", "--Cors:Credentials=true",
            "--Server:AllowedHosts:0=127.0.0.1", "--Server:AllowedHosts:1=agora.example.org", "--Server:AllowedHosts:2=*.agora.example.org",
        ];
    }
}
