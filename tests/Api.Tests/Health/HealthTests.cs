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
        answer.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(["database", "disk", "mail"]);
    }

    [Fact]
    public async Task Has_started() =>
        (await api.Anonymous().GetAsync("/health/startup")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Tells_its_name_and_where_to_go()
    {
        var answer = await api.Anonymous().GetFromJsonAsync<JsonElement>("/");

        answer.GetProperty("name").GetString().ShouldBe("Agora");
        answer.GetProperty("version").GetString()!.ShouldMatch(@"^\d+\.\d+\.\d+");
        answer.GetProperty("links").GetProperty("health").GetString().ShouldBe("/health");
    }
}
