using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Agora.Api.Tests.Http;

public sealed class HeaderTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    public static TheoryData<string> Answers =>
    [
        "/health", "/api/v1/nothing", "/test/bug", "/test/query?unknown=1", "/api/v1/users/me", "/test/busy", "/",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var response = await api.Anonymous().GetAsync(path);

        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "X-Frame-Options").ShouldBe("DENY");
        Header(response, "X-XSS-Protection").ShouldBe("0");
        Header(response, "Referrer-Policy").ShouldBe("no-referrer");
        Header(response, "Content-Security-Policy").ShouldStartWith("default-src 'none'");
        Header(response, "Permissions-Policy").ShouldNotBeEmpty();
        response.Headers.Contains("Server").ShouldBeFalse();
        response.Headers.Contains("X-Powered-By").ShouldBeFalse();
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("there is no TLS here");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_says_its_id_and_its_time(string path)
    {
        var response = await api.Anonymous().GetAsync(path);

        Header(response, "X-Request-Id").Length.ShouldBe(32);
        double.Parse(Header(response, "X-Process-Time"), CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
        Header(response, "Server-Timing").ShouldStartWith("app;dur=");
    }

    [Theory]
    [InlineData("order-4711.a:b_C", true)]
    [InlineData("has space", false)]
    [InlineData("has\"quote", false)]
    [InlineData("<script>", false)]
    public async Task A_request_id_is_kept_only_if_it_is_plain(string id, bool kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id).ShouldBeTrue();

        var response = await api.Anonymous().SendAsync(request);

        (Header(response, "X-Request-Id") == id).ShouldBe(kept);
    }

    [Fact]
    public async Task A_request_id_that_is_too_long_is_replaced()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Add("X-Request-Id", new string('a', 129));

        var response = await api.Anonymous().SendAsync(request);

        Header(response, "X-Request-Id").Length.ShouldBe(32);
    }

    [Fact]
    public async Task What_a_signed_in_caller_sees_is_not_stored()
    {
        var ann = await api.SignedInAsync();

        var own = await ann.GetAsync("/api/v1/users/me");
        var missing = await ann.GetAsync("/api/v1/nothing");

        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(own, "Cache-Control").ShouldBe("no-store");
        Header(missing, "Cache-Control").ShouldBe("no-store");
        own.Headers.Vary.ShouldContain("Authorization");
    }

    [Theory]
    [InlineData("/api/v1/posts")]
    [InlineData("/api/v1/tags")]
    [InlineData("/api/v1/suggestions/tags?q=a")]
    public async Task What_everyone_may_read_is_asked_about_before_it_is_used_again(string address)
    {
        var response = await api.Anonymous().GetAsync(address);

        Header(response, "Cache-Control").ShouldBe("no-cache");
    }

    [Fact]
    public async Task The_log_has_one_line_for_a_request_and_no_query()
    {
        var marker = $"order-{Guid.NewGuid():N}";

        await api.Anonymous().GetAsync($"/test/query?text={marker}");
        await api.Anonymous().GetAsync($"/test/{marker}%0Aforged");

        await api.Logs.AwaitAsync(
            l => l.Category == "Agora.Access" && l.Message.Contains($"GET /test/{marker}%0Aforged 404", StringComparison.Ordinal));
        api.Logs.Lines.ShouldNotContain(
            l => l.Category == "Agora.Access" && l.Message.Contains($"text={marker}", StringComparison.Ordinal));
        api.Logs.Lines.ShouldNotContain(l => l.Category == "Agora.Access" && l.Message.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_request_is_logged_as_one_and_says_its_time()
    {
        var response = await api.Anonymous().GetAsync("/test/slow");

        Header(response, "X-Process-Time").ShouldBe("2.000000");
        Header(response, "Server-Timing").ShouldBe("app;dur=2000");
        var line = await api.Logs.AwaitAsync(
            l => l.Category == "Agora.Access" && l.Message.Contains("/test/slow", StringComparison.Ordinal));
        line.Level.ShouldBe(LogLevel.Warning);
        line.Message.ShouldBe("Slow: GET /test/slow 200 in 2000.0 ms (/test/slow)");
    }

    [Fact]
    public async Task What_can_be_read_can_be_asked_for_its_headers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/test/long?length=5000");

        var response = await api.Anonymous().SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(5000);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/users/me", 401)]
    [InlineData("/api/v1/auth/login", 405)]
    public async Task Asking_for_headers_needs_the_same_rights(string path, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        ((int)(await api.Anonymous().SendAsync(request)).StatusCode).ShouldBe(status);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
