using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class ProxyTests(ApiFixture direct, ProxyTests.ProxiedApi proxied)
    : IClassFixture<ApiFixture>, IClassFixture<ProxyTests.ProxiedApi>
{
    [Fact]
    public async Task Trusts_a_known_proxy_that_the_client_used_TLS()
    {
        var response = await proxied.Anonymous().SendAsync(Forwarded());

        response.Headers.Contains("Strict-Transport-Security").ShouldBeTrue();
    }

    [Fact]
    public async Task Trusts_no_other_proxy()
    {
        var response = await direct.Anonymous().SendAsync(Forwarded());

        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task Links_that_leave_the_server_name_its_public_address()
    {
        var feed = await proxied.Anonymous().GetStringAsync("/api/v1/feeds/posts.json");

        feed.ShouldContain("\"https://community.example.org/api/v1/feeds/posts.json\"");
        feed.ShouldNotContain(proxied.Address.Authority);
    }

    private static HttpRequestMessage Forwarded() => new(HttpMethod.Get, "/health")
    {
        Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.7" } },
    };

    public sealed class ProxiedApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings =>
            ["--Server:KnownProxies:0=127.0.0.0/8", "--Server:PublicUrl=https://community.example.org/"];
    }
}
