using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Health;

public sealed class HealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Says_that_it_lives_without_asking_the_database()
    {
        using var statements = StatementCounter.Start();
        var answer = await api.Anonymous().GetFromJsonAsync<JsonElement>("/health");

        answer.GetProperty("status").GetString().ShouldBe("ok");
        answer.GetProperty("environment").GetString().ShouldBe("Production");
        answer.GetProperty("timestamp").GetString().ShouldEndWith("Z");
        statements.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Is_ready_when_everything_that_is_configured_answers()
    {
        var answer = await api.Anonymous().GetFromJsonAsync<JsonElement>("/health/ready");

        answer.GetProperty("status").GetString().ShouldBe("ready");
        answer.GetProperty("checks")
            .EnumerateArray()
            .Select(c => c.GetProperty("name").GetString())
            .ShouldBe(["database", "disk", "media", "mail", "jobs", "searchByMeaning"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    public async Task Responds_to_a_probe_with_any_credential(string path)
    {
        foreach (var credential in new[] { "Bearer expired", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "nonsense", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", credential);

            (await api.Anonymous().SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK, credential);
        }
    }

    [Fact]
    public async Task Asks_the_database_for_no_session_of_a_probe()
    {
        var client = await api.SignedInAsync();
        using var statements = StatementCounter.Start();

        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);

        statements.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Has_started() =>
        (await api.Anonymous().GetAsync("/health/startup")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Tells_its_name_and_where_to_go()
    {
        var answer = await api.Anonymous().GetFromJsonAsync<JsonElement>("/");

        answer.GetProperty("name").GetString().ShouldBe("Agora");
        answer.GetProperty("links").GetProperty("health").GetString().ShouldBe("/health");
    }

    [Fact]
    public async Task Hides_version_and_environment_from_anonymous_callers()
    {
        var answer = await api.Anonymous().GetFromJsonAsync<JsonElement>("/");

        answer.GetProperty("version").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("environment").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
