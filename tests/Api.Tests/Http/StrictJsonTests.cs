using System.Net;
using System.Text;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class StrictJsonTests(PipelineFixture api) : IClassFixture<PipelineFixture>
{
    [Theory]
    [InlineData("""{"name":"a","count":1,"other":2}""", "other")]
    [InlineData("""{"name":"a","name":"b","count":1}""", "name")]
    [InlineData("""{"Name":"a","count":1}""", "Name")]
    [InlineData("""{"name":null,"count":1}""", "name")]
    [InlineData("""{"count":1}""", "name")]
    [InlineData("""{"name":5,"count":1}""", "name")]
    [InlineData("""{"name":"a\u0000b","count":1}""", "name")]
    [InlineData("""{"name":"\ud800","count":1}""", "name")]
    [InlineData("""{"name":"\udc00a","count":1}""", "name")]
    [InlineData("""{"name":"a","count":"1"}""", "count")]
    [InlineData("""{"name":"a","count":1.0}""", "count")]
    [InlineData("""{"name":"a","count":1e2}""", "count")]
    [InlineData("""{"name":"a","count":2147483648}""", "count")]
    [InlineData("""{"name":"a","count":9223372036854775808}""", "count")]
    [InlineData("""{"name":"a","count":true}""", "count")]
    [InlineData("""{"name":"a","count":1,"role":1}""", "role")]
    [InlineData("""{"name":"a","count":1,"role":"Admin"}""", "role")]
    [InlineData("""{"name":"a","count":1,"role":"1"}""", "role")]
    [InlineData("""{"name":"a","count":1,"role":"admin,user"}""", "role")]
    [InlineData("""{"name":"a","count":1,"price":1e400}""", "price")]
    [InlineData("""{"name":"a","count":1,"at":"2026-01-31T12:00:00"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"01/02/2024"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2026-01-31"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2026-01-31 12:00:00Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2026-02-30T12:00:00Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"0000-01-01T00:00:00Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2016-12-31T23:58:60Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"9999-12-31T23:59:59-14:00"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"294276-01-01T00:00:00Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2026-01-31T12:00:00.Z"}""", "at")]
    [InlineData("""{"name":"a","count":1,"at":"2026-01-31T12:00:00+0100"}""", "at")]
    [InlineData("""{"name":"a","count":1,"links":{"a":"x","a":"y"}}""", "links.a")]
    [InlineData("""{"name":"a","count":1,"links":{"a\u0000":"y"}}""", "links.a\0")]
    [InlineData("""{"name":"a","count":1,"links":{"a.b":5}}""", "links.a.b")]
    public async Task Names_the_member_that_it_refuses(string body, string field)
    {
        var response = await PostAsync("/test/body", Encoding.UTF8.GetBytes(body));

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldHaveSingleItem().ShouldNotContain("System");
        problem.GetRawText().ShouldNotContain("Agora.Api");
    }

    [Fact]
    public async Task Names_every_member_that_is_missing()
    {
        var response = await PostAsync("/test/body", "{}"u8.ToArray());

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors("name").ShouldBe(["Is required."]);
        problem.Errors("count").ShouldBe(["Is required."]);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("""{"name":"a","count":01}""")]
    [InlineData("""{"name":"a","count":+1}""")]
    [InlineData("""{"name":"a","count":NaN}""")]
    [InlineData("""{"name":"a","count":1,}""")]
    [InlineData("""{"name":"a","count":1} {}""")]
    [InlineData("""{"name":"a",/* */"count":1}""")]
    [InlineData("{'name':'a','count':1}")]
    public async Task Refuses_what_is_not_JSON(string body)
    {
        var response = await PostAsync("/test/body", Encoding.UTF8.GetBytes(body));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "json.malformed");
    }

    [Theory]
    [InlineData("[]", "json.unexpected")]
    [InlineData("5", "json.unexpected")]
    [InlineData("null", "request.body_required")]
    [InlineData("", "request.body_required")]
    public async Task Refuses_JSON_of_another_shape(string body, string code)
    {
        var response = await PostAsync("/test/body", Encoding.UTF8.GetBytes(body));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Refuses_deep_nesting(int depth)
    {
        var body = $$"""{"name":"a","count":1,"links":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        var response = await PostAsync("/test/body", Encoding.UTF8.GetBytes(body));

        ((int)response.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task Refuses_bytes_that_are_not_UTF_8()
    {
        byte[] body = [.. "{\"name\":\"a"u8, 0xff, .. "\",\"count\":1}"u8];

        var response = await PostAsync("/test/body", body);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\"");
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00.5+02:00", "2026-01-31T10:00:00.5000000+00:00")]
    [InlineData("2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.1234567+00:00")]
    public async Task Reads_a_time_with_its_offset(string sent, string understood)
    {
        var response = await PostAsync(
            "/test/body", Encoding.UTF8.GetBytes($$"""{"name":"ä😀","count":-0,"at":"{{sent}}","role":"moderator"}"""));

        (await response.Content.ReadAsStringAsync()).ShouldBe($"ä😀|0|{understood}|Moderator|");
    }

    [Theory]
    [InlineData("{}", "False||False|0")]
    [InlineData("""{"name":null}""", "True||False|0")]
    [InlineData("""{"name":"a","count":2}""", "True|a|True|2")]
    public async Task Tells_a_member_that_is_absent_from_one_that_is_null(string patch, string understood)
    {
        var response = await api.Anonymous().PatchAsync(
            "/test/patch", new StringContent(patch, Encoding.UTF8, "application/merge-patch+json"));

        (await response.Content.ReadAsStringAsync()).ShouldBe(understood);
    }

    [Theory]
    [InlineData("""{"count":null}""", "count")]
    [InlineData("""{"count":"1"}""", "count")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"links":{"a":5}}""", "links.a")]
    [InlineData("""{"name":"a","name":"b"}""", "name")]
    public async Task Names_the_member_of_a_patch_that_it_refuses(string patch, string field)
    {
        var response = await api.Anonymous().PatchAsync(
            "/test/patch", new StringContent(patch, Encoding.UTF8, "application/json"));

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldHaveSingleItem();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/json");
        return await api.Anonymous().PostAsync(path, content);
    }
}
