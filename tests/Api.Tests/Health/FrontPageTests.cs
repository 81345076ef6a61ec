using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Api.Tests.Health;

/// <summary><c>/</c>: a page for people, JSON for programs.</summary>
public sealed partial class FrontPageTests(ApiFixture api, FrontPageTests.InDevelopment development)
    : IClassFixture<ApiFixture>, IClassFixture<FrontPageTests.InDevelopment>
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    [Theory]
    [InlineData(Browser, "text/html")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html;q=0.9, application/json;q=0.9", "text/html")]
    [InlineData("text/html;q=0.8, application/json", "application/json")]
    [InlineData("text/html;q=0", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/*", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("nonsense", "application/json")]
    [InlineData(null, "application/json")]
    public async Task Shows_a_page_to_those_who_ask_for_one_by_name(string? accept, string type)
    {
        var response = await GetAsync(api, accept);

        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.Vary.ShouldContain("Accept");
    }

    [Fact]
    public async Task The_page_hides_version_environment_and_dead_links_from_anonymous_callers()
    {
        var page = await (await GetAsync(api, Browser)).Content.ReadAsStringAsync();

        page.ShouldNotContain("0.2.0");
        page.ShouldNotContain("Production");
        page.ShouldNotContain("/docs");
        page.ShouldNotContain("/openapi");
        page.ShouldNotContain("password");
        page.ShouldContain("href=\"/api/v1/feeds/posts.atom\"");
    }

    [Fact]
    public async Task Every_link_of_the_page_leads_somewhere()
    {
        foreach (var server in new ApiFixture[] { api, development })
        {
            var page = await (await GetAsync(server, Browser)).Content.ReadAsStringAsync();
            var links = Link().Matches(page).Select(match => match.Groups["address"].Value).ToList();

            links.Count.ShouldBeGreaterThan(2);
            foreach (var link in links)
            {
                (await server.Anonymous().GetAsync(link)).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.MovedPermanently);
            }
        }
    }

    [Fact]
    public async Task The_page_loads_and_runs_nothing_and_follows_the_colours_of_the_reader()
    {
        var response = await GetAsync(development, Browser);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldMatch("^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$");
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain("color-scheme:light dark");
        page.ShouldNotContain("<script");
        var style = Style().Match(page).Groups["style"].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        policy.ShouldContain($"'sha256-{hash}'");
    }

    [Fact]
    public async Task In_Development_the_page_says_how_to_sign_in_and_its_commands_work()
    {
        var page = await (await GetAsync(development, Browser)).Content.ReadAsStringAsync();
        var commands = WebUtility.HtmlDecode(Commands().Match(page).Groups["commands"].Value);

        var (exit, output, errors) = await Readme.Bash.RunAsync($"curl() {{ command curl -sS \"$@\"; }}\n{commands}");

        exit.ShouldBe(0, errors);
        output.ShouldContain("\"username\":\"demo\"");
        output.ShouldContain("\"access_token\":");
        page.ShouldContain("Development");
    }

    [Fact]
    public async Task Programs_in_Development_get_every_link()
    {
        var links = (await development.Anonymous().GetFromJsonAsync<JsonElement>("/")).GetProperty("links");

        links.EnumerateObject().Select(link => link.Value.GetString())
            .ShouldBe(["/health", "/openapi/v1.json", "/docs", "/api/v1/posts", "/api/v1/feeds/posts.atom"]);
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiFixture server, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var response = await server.Anonymous().SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    [GeneratedRegex("<a href=\"(?<address>[^\"]+)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("<pre>(?<commands>.+?)</pre>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commands();

    [GeneratedRegex("<style>(?<style>.+?)</style>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Style();

    public sealed class InDevelopment : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--environment=Development", "--Docs:Access=public"];
    }
}
