using System.Net;
using System.Net.Http.Headers;
using Agora.Testing;

namespace Agora.Api.Tests.Preferences;

public sealed class UpdatePreferencesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // The cases of RFC 7396, appendix A, that are objects; below "custom", where any JSON may stand.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"a":1,"e":null}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public async Task Merges_as_the_standard_says(string before, string patch, string after)
    {
        var ann = await api.SignedInAsync();
        await ann.SetAsync("custom/target", before);

        var response = await ann.MergeAsync($$$"""{"custom":{"target":{{{patch}}}}}""", 1);

        (await response.JsonAsync()).GetProperty("custom").GetProperty("target").GetRawText().ShouldBe(after);
        (await ann.ReadAsync("custom/target")).GetRawText().ShouldBe(after);
    }

    [Fact]
    public async Task A_whole_group_is_removed_by_null()
    {
        var ann = await api.SignedInAsync();
        await ann.MergeAsync("""{"theme":"dark","notifications":{"email":true,"digest":"weekly"}}""", 0);

        var response = await ann.MergeAsync("""{"notifications":null,"language":"pt-BR"}""", 1);

        (await response.JsonAsync()).GetRawText().ShouldBe("""{"theme":"dark","language":"pt-BR"}""");
        response.Headers.ETag!.Tag.ShouldStartWith("\"2-");
    }

    [Fact]
    public async Task No_edit_is_lost()
    {
        var ann = await api.SignedInAsync();

        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ann.MergeAsync($$$"""{"custom":{"key{{{i}}}":true}}""", 0)));
        var second = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ann.MergeAsync($$$"""{"custom":{"late{{{i}}}":true}}""", 1)));

        first.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        second.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        first.Concat(second).Count(r => r.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(14);
        (await ann.ReadAsync("custom")).EnumerateObject().Count().ShouldBe(2);
        await Problem.AssertAsync(await ann.MergeAsync("{}", 9), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
    }

    [Fact]
    public async Task Wants_to_know_which_version_is_edited()
    {
        var ann = await api.SignedInAsync();
        using var content = new StringContent("{}");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");

        await Problem.AssertAsync(
            await ann.PatchAsync(PreferenceRequests.Mine, content), HttpStatusCode.PreconditionRequired, "request.if_match_required");
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"dark\"", "body")]
    [InlineData("""{"theme":"pink"}""", "theme")]
    [InlineData("""{"notification":{"email":true}}""", "notification")]
    [InlineData("""{"notifications":{"email":"yes"}}""", "notifications/email")]
    [InlineData("""{"custom":5}""", "custom")]
    [InlineData("""{"custom":{"a":{"":1}}}""", "custom/a/")]
    [InlineData("""{"custom":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{"9":1}}}}}}}}}""", "custom/2/3/4/5/6/7/8/9")]
    [InlineData("""{"custom":{"a":[[[[[[[1]]]]]]]}}""", "custom/a")]
    public async Task Names_what_breaks_a_rule(string patch, string member)
    {
        var ann = await api.SignedInAsync();

        var response = await ann.MergeAsync(patch, 0);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"theme":"dark","theme":"light"}""")]
    [InlineData("""{"theme":""")]
    public async Task Reads_json_as_strictly_as_everywhere(string patch)
    {
        var ann = await api.SignedInAsync();

        (await ann.MergeAsync(patch, 0)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_reader_who_has_the_version_gets_304()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var known = (await ann.SetAsync("theme", "\"dark\"")).Headers.ETag!;
        await bob.SetAsync("theme", "\"light\"");

        (await AskAsync(ann)).ShouldBe(HttpStatusCode.NotModified);
        (await AskAsync(bob)).ShouldBe(HttpStatusCode.OK, "of the same version, and another person's");

        async Task<HttpStatusCode> AskAsync(HttpClient reader)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, PreferenceRequests.Mine) { Headers = { IfNoneMatch = { known } } };
            return (await reader.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Users_cannot_see_the_preferences_of_others()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        await ann.SetAsync("theme", "\"dark\"");

        (await bob.ReadAsync()).GetRawText().ShouldBe("{}");
        (await api.Anonymous().GetAsync(PreferenceRequests.Mine)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await api.Anonymous().GetAsync($"/api/v1/users/{ann.UserId}/profile")).JsonAsync()).TryGetProperty("preferences", out _)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task Every_change_is_one_statement()
    {
        var ann = await api.SignedInAsync();
        await ann.ReadAsync();

        await ShouldBeOneAsync(() => ann.MergeAsync("""{"theme":"dark"}""", 0));
        await ShouldBeOneAsync(() => ann.SetAsync("notifications/email", "true"));
        await ShouldBeOneAsync(() => ann.RemoveAsync("notifications/email"));

        static async Task ShouldBeOneAsync(Func<Task<HttpResponseMessage>> change)
        {
            using var statements = StatementCounter.Start();
            (await change()).StatusCode.ShouldBe(HttpStatusCode.OK);
            statements.Statements.Where(s => s.Contains("user_preferences", StringComparison.Ordinal)).ShouldHaveSingleItem();
        }
    }
}
