using System.Net;
using System.Text.RegularExpressions;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Http.OpenApi;

public sealed partial class DocsTests(ApiFixture silent, DocsTests.OpenApi open, DocsTests.GuardedApi guarded)
    : IClassFixture<ApiFixture>, IClassFixture<DocsTests.OpenApi>, IClassFixture<DocsTests.GuardedApi>
{
    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    public async Task Production_keeps_its_description_to_itself(string path)
    {
        var response = await silent.Anonymous().GetAsync(path);

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "request.no_such_route");
    }

    [Fact]
    public async Task An_operator_may_show_it_to_signed_in_callers()
    {
        var nobody = await guarded.Anonymous().GetAsync("/openapi/v1.json");
        var somebody = await (await guarded.SignedInAsync()).GetAsync("/openapi/v1.json");

        await Problem.AssertAsync(nobody, HttpStatusCode.Unauthorized, "auth.required");
        somebody.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await guarded.Anonymous().GetAsync("/docs/index.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_runs_on_what_this_server_brings_and_on_nothing_inline()
    {
        var page = await open.Anonymous().GetAsync("/docs/index.html");
        var html = await page.Content.ReadAsStringAsync();

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        Scripts().Matches(html).ShouldNotBeEmpty();
        foreach (Match script in Scripts().Matches(html))
        {
            script.Groups["inline"].Value.Trim().ShouldBeEmpty();
            var source = script.Groups["source"].Value;
            source.ShouldNotContain("//");
            (await open.Anonymous().GetAsync($"/docs/{source}")).StatusCode.ShouldBe(HttpStatusCode.OK, source);
        }

        (await open.Anonymous().GetAsync("/openapi/v1.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Does_not_start_with_a_setting_that_means_nothing()
    {
        var starting = () => AgoraHost.Build(["--Docs:Access=everybody"], silent.Access);

        starting.ShouldThrow<InvalidConfigurationException>().Message.ShouldContain("Docs:Access");
    }

    [GeneratedRegex(
        """<script(?<attributes>[^>]*?src="(?<source>[^"]*)")?[^>]*>(?<inline>.*?)</script>""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Scripts();

    public sealed class OpenApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Docs:Access=public"];
    }

    public sealed class GuardedApi : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Docs:Access=authenticated"];
    }
}
