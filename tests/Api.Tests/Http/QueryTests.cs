using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class QueryTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    [Theory]
    [InlineData("whole=%2B5", "whole")]
    [InlineData("whole=+5", "whole")]
    [InlineData("whole=%205", "whole")]
    [InlineData("whole=5%20", "whole")]
    [InlineData("whole=%EF%BC%95", "whole")]
    [InlineData("whole=5&whole=6", "whole")]
    [InlineData("whole=5&WHOLE=6", "WHOLE")]
    [InlineData("whole=", "whole")]
    [InlineData("whole", "whole")]
    [InlineData("whole=1e2", "whole")]
    [InlineData("whole=1.0", "whole")]
    [InlineData("whole=007", "whole")]
    [InlineData("whole=0x10", "whole")]
    [InlineData("whole=1,000", "whole")]
    [InlineData("whole=2147483648", "whole")]
    [InlineData("big=9223372036854775808", "big")]
    [InlineData("number=NaN", "number")]
    [InlineData("number=Infinity", "number")]
    [InlineData("number=1e999", "number")]
    [InlineData("id=%7B0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a%7D", "id")]
    [InlineData("id=1", "id")]
    [InlineData("flag=True", "flag")]
    [InlineData("flag=1", "flag")]
    [InlineData("at=2026-01-31T12:00:00", "at")]
    [InlineData("at=2026-01-31", "at")]
    [InlineData("role=Admin", "role")]
    [InlineData("role=2", "role")]
    [InlineData("role=owner", "role")]
    [InlineData("unknown=1", "unknown")]
    [InlineData("Text=a", "Text")]
    public async Task Names_the_parameter_that_it_refuses(string query, string field)
    {
        var response = await api.Anonymous().GetAsync($"/test/query?{query}");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("whole=-5&big=7", "-5|7|||||||0")]
    [InlineData("number=-48.25", "||-48.25||||||0")]
    [InlineData("id=0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a&flag=true", "|||0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a|True||||0")]
    [InlineData("at=2026-01-31T12:00:00%2B02:00", "|||||2026-01-31T10:00:00.0000000+00:00|||0")]
    [InlineData("many=a,b&many=c", "||||||||3")]
    [InlineData("role=moderator&text=%F0%9F%98%80&many=a&many=b", "||||||Moderator|😀|2")]
    [InlineData("text=", "||||||||0")]
    public async Task Reads_what_is_spelt_plainly(string query, string understood)
    {
        var response = await api.Anonymous().GetAsync($"/test/query?{query}");

        (await response.Content.ReadAsStringAsync()).ShouldBe(understood);
    }

    [Fact]
    public async Task Refuses_thousands_of_parameters()
    {
        var query = string.Join('&', Enumerable.Range(0, 500).Select(i => $"p{i}=1"));

        var response = await api.Anonymous().GetAsync($"/test/query?{query}");

        ((int)response.StatusCode).ShouldBe(400);
    }
}
