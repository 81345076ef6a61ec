using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Http.Responses;
using Agora.Api.Tests.Idempotency;
using Agora.Api.Tests.Posts;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Agora.Api.Tests.Http;

/// <summary>What a client may ask of any answer: links, fields, none of it; and how an address says goodbye.</summary>
public sealed class AnswerTests(AnswerTests.Fixture api) : IClassFixture<AnswerTests.Fixture>
{
    [Fact]
    public async Task A_list_links_to_its_first_and_its_next_page_and_keeps_every_other_parameter()
    {
        var ann = await api.SignedInAsync();
        for (var i = 0; i < 5; i++)
        {
            await ann.PublishedAsync($"Number {i}", tags: ["c++"]);
        }

        var seen = new List<Guid>();
        string? address = $"/api/v1/posts?author={ann.UserId}&tag=c%2B%2B&limit=2&fields=id";
        for (var page = 0; address is not null; page++)
        {
            page.ShouldBeLessThan(3);
            var response = await api.Anonymous().GetAsync(address);
            seen.AddRange((await response.Content.ReadFromJsonAsync<JsonElement>()).Items().Ids());
            var links = Links(response);
            links["first"].ShouldBe($"/api/v1/posts?author={ann.UserId}&tag=c%2B%2B&limit=2&fields=id");
            address = links.GetValueOrDefault("next");
            address?.ShouldStartWith(links["first"] + "&cursor=");
        }

        seen.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task An_answer_from_memory_has_its_links_too()
    {
        var ann = await api.SignedInAsync();
        await ann.PublishedAsync();
        await ann.PublishedAsync();
        var address = $"/api/v1/posts?author={ann.UserId}&limit=1";

        var first = await api.Anonymous().GetAsync(address);
        var second = await api.Anonymous().GetAsync(address);

        Links(first).Keys.ShouldBe(["first", "next"]);
        second.Headers.GetValues("Link").ShouldBe(first.Headers.GetValues("Link"));
    }

    [Fact]
    public async Task The_link_of_a_page_takes_the_place_of_rows_passed_over()
    {
        var ann = await api.SignedInAsync();
        await api.SignedInAsync();
        await api.SignedInAsync();

        var links = Links(await ann.GetAsync("/api/v1/users?skip=1&limit=1"));

        links["first"].ShouldBe("/api/v1/users?limit=1");
        links["next"].ShouldStartWith("/api/v1/users?limit=1&cursor=");
        (await ann.GetAsync(links["next"])).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("id", """{"id":"ID"}""")]
    [InlineData("title,id", """{"id":"ID","title":"A title"}""")]
    [InlineData("author.username", """{"author":{"username":"NAME"}}""")]
    [InlineData("author.username,author.id,version", """{"author":{"id":"AUTHOR","username":"NAME"},"version":1}""")]
    [InlineData("lastCommentAt", """{"lastCommentAt":null}""")]
    public async Task Fields_are_those_that_are_asked_for(string fields, string expected)
    {
        var ann = await api.SignedInAsync();
        var post = await ann.DraftAsync();

        var response = await ann.GetAsync($"/api/v1/posts/{post.Id}?fields={fields}");

        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).ShouldBe(expected
            .Replace("AUTHOR", ann.UserId.ToString(), StringComparison.Ordinal)
            .Replace("ID", post.Id.ToString(), StringComparison.Ordinal)
            .Replace("NAME", ann.Username, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_a_page_they_are_those_of_its_items()
    {
        var ann = await api.SignedInAsync();
        var post = await ann.PublishedAsync();

        var page = await api.Anonymous().GetStringAsync($"/api/v1/posts?author={ann.UserId}&fields=id,author.username");

        page.ShouldBe($$$"""{"items":[{"id":"{{{post.Id}}}","author":{"username":"{{{ann.Username}}}"}}],"next":null}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("id,")]
    [InlineData("colour")]
    [InlineData("Id")]
    [InlineData("author.email")]
    [InlineData("items.id")]
    [InlineData("id,,title")]
    public async Task A_field_that_is_none_is_refused_with_those_that_are(string fields)
    {
        var ann = await api.SignedInAsync();
        var post = await ann.DraftAsync();

        var response = await ann.GetAsync($"/api/v1/posts/{post.Id}?fields={Uri.EscapeDataString(fields)}");

        var message = (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("fields")
            .ShouldHaveSingleItem();
        message.ShouldContain("author.username");
    }

    [Fact]
    public async Task Another_selection_has_another_ETag_and_each_names_the_version()
    {
        var ann = await api.SignedInAsync();
        var post = await ann.DraftAsync();
        var address = $"/api/v1/posts/{post.Id}";

        var whole = (await ann.GetAsync(address)).Headers.ETag!.Tag;
        var some = (await ann.GetAsync($"{address}?fields=id,title")).Headers.ETag!.Tag;
        var same = (await ann.GetAsync($"{address}?fields=title,id")).Headers.ETag!.Tag;

        some.ShouldNotBe(whole);
        same.ShouldBe(some);
        (await ConditionalAsync(ann, $"{address}?fields=id,title", some)).ShouldBe(HttpStatusCode.NotModified);
        (await ConditionalAsync(ann, $"{address}?fields=id,title", whole)).ShouldBe(HttpStatusCode.OK);
        (await ConditionalAsync(ann, address, some)).ShouldBe(HttpStatusCode.OK);
        (await ann.PatchPostAsync(post.Id, some, new { title = "Edited" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_with_those_that_there_are()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/tags?colour=red");

        var message = (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("colour")
            .ShouldHaveSingleItem();
        message.ShouldContain("q, sort, limit, cursor, count, fields");
    }

    [Theory]
    [InlineData("return=minimal")]
    [InlineData("respond-async, return=minimal; x=1")]
    [InlineData("Return=\"minimal\"")]
    public async Task Who_prefers_the_minimum_gets_headers_alone(string preference)
    {
        var ann = await api.SignedInAsync();

        var created = await PreferringAsync(ann, HttpMethod.Post, "/api/v1/posts", new { title = "t", body = "b" }, preference);
        var changed = await PreferringAsync(
            ann, HttpMethod.Patch, created.Headers.Location!.OriginalString, new { title = "u" }, preference, created.Headers.ETag!.Tag);
        var shown = await PreferringAsync(ann, HttpMethod.Post, $"{created.Headers.Location.OriginalString}/publish", null, preference);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        shown.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var answer in new[] { created, changed, shown })
        {
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
            answer.Headers.GetValues("Preference-Applied").ShouldBe(["return=minimal"]);
            answer.Headers.ETag.ShouldNotBeNull();
            answer.Content.Headers.ContentType.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("return=representation, return=minimal")]
    [InlineData("handling=lenient")]
    public async Task Other_preferences_change_nothing(string preference)
    {
        var created = await PreferringAsync(
            await api.SignedInAsync(), HttpMethod.Post, "/api/v1/posts", new { title = "t", body = "b" }, preference);

        created.Headers.Contains("Preference-Applied").ShouldBeFalse();
        (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString().ShouldBe("t");
    }

    [Fact]
    public async Task A_refusal_has_its_body_regardless_of_Prefer()
    {
        var response = await PreferringAsync(
            await api.SignedInAsync(), HttpMethod.Post, "/api/v1/posts", new { title = "", body = "b" }, "return=minimal");

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task The_first_minimal_response_is_replayed()
    {
        var ann = await api.SignedInAsync();
        ann.DefaultRequestHeaders.Add("Prefer", "return=minimal");
        var key = Guid.NewGuid().ToString();

        var first = await ann.PostKeyedAsync("/api/v1/posts", new { title = "t", body = "b" }, key);
        var again = await ann.PostKeyedAsync("/api/v1/posts", new { title = "t", body = "b" }, key);

        again.IsReplayed().ShouldBeTrue();
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Headers.GetValues("Preference-Applied").ShouldBe(["return=minimal"]);
    }

    [Fact]
    public async Task A_deprecated_address_says_so_with_every_answer_and_in_the_document()
    {
        var good = await api.Anonymous().GetAsync("/test/old");
        var bad = await api.Anonymous().GetAsync("/test/old?colour=red");
        var document = await api.Anonymous().GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var answer in new[] { good, bad })
        {
            answer.Headers.GetValues("Deprecation").ShouldBe(["@1767225600"]);
            answer.Headers.GetValues("Sunset").ShouldBe(["Fri, 01 Jan 2027 00:00:00 GMT"]);
            answer.Headers.GetValues("Link").ShouldBe(["<https://example.org/news>; rel=\"deprecation\"; type=\"text/html\""]);
        }

        document.GetProperty("paths").GetProperty("/test/old").GetProperty("get").GetProperty("deprecated").GetBoolean().ShouldBeTrue();
        document.GetProperty("paths").GetProperty("/api/v1/posts").GetProperty("get").TryGetProperty("deprecated", out _).ShouldBeFalse();
    }

    private static Dictionary<string, string> Links(HttpResponseMessage response) => response.Headers.GetValues("Link")
        .SelectMany(line => line.Split(", "))
        .Select(link => link.Split(">; rel="))
        .ToDictionary(parts => parts[1].Trim('"'), parts => parts[0].TrimStart('<'), StringComparer.Ordinal);

    private static async Task<HttpStatusCode> ConditionalAsync(HttpClient client, string address, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { new(tag) } } };
        return (await client.SendAsync(request)).StatusCode;
    }

    private static async Task<HttpResponseMessage> PreferringAsync(
        HttpClient client, HttpMethod method, string address, object? body, string preference, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Prefer", preference);
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new(ifMatch));
        }

        return await client.SendAsync(request);
    }

    public sealed class Fixture : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Docs:Access=public"];

        protected override void Map(IEndpointRouteBuilder app) => app.MapGet("/test/old", () => TypedResults.Text("still here"))
            .WithName("Old").WithSummary("An old one").WithTags("Health").AllowAnonymous()
            .DeprecatedSince(
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
                "https://example.org/news");
    }
}
