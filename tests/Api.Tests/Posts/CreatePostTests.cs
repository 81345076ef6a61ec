using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class CreatePostTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Keeps_a_draft_and_says_where_it_is()
    {
        var author = await api.SignedInAsync();

        var post = await author.DraftAsync("Hello", "World", ["C++", "Machine Learning", "c++"], new { source = "test", rank = 1.5 });

        post.Response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/posts/{post.Id}");
        post.ETag.ShouldBe("\"1-0-0-0\"");
        post.Status.ShouldBe("draft");
        post.Tags.ShouldBe(["c++", "machine-learning"]);
        post.Body.GetProperty("publishedAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        post.Body.GetProperty("author").GetProperty("id").GetGuid().ShouldBe(author.UserId);
        post.Body.GetProperty("author").GetProperty("username").GetString().ShouldBe(author.Username);
        post.Body.GetProperty("metadata").GetRawText().ShouldBe("""{"rank":1.5,"source":"test"}""");
        (await author.GetAsync(post.Response.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Publishes_at_once_when_asked_to()
    {
        var author = await api.SignedInAsync();

        var post = await author.PublishedAsync();

        post.Status.ShouldBe("published");
        post.Body.GetProperty("publishedAt").GetString().ShouldBe(post.Body.GetProperty("createdAt").GetString());
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Needs_a_signed_in_caller()
    {
        var response = await api.Anonymous().PostAsJsonAsync("/api/v1/posts", new { title = "t", body = "b" });

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"title":"","body":"b"}""", "title")]
    [InlineData("""{"title":"two\nlines","body":"b"}""", "title")]
    [InlineData("""{"title":"t","body":"  "}""", "body")]
    [InlineData("""{"title":"t","body":"b","language":"klingon"}""", "language")]
    [InlineData("""{"title":"t","body":"b","tags":["fine","not, fine"]}""", "tags")]
    [InlineData("""{"title":"t","body":"b","tags":["a","b","c","d","e","f","g","h","i","j","k"]}""", "tags")]
    [InlineData("""{"title":"t","body":"b","tags":[null]}""", "tags")]
    [InlineData("""{"title":"t","body":"b","metadata":[1]}""", "metadata")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":1e400}}""", "metadata.a")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":"\u0000"}}""", "metadata.a")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":"\ud800"}}""", "metadata.a")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":1e-20000}}""", "metadata.a")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":0e-99999999999}}""", "metadata.a")]
    [InlineData("""{"title":"t","body":"b","metadata":{"\ud800":1}}""", "metadata")]
    [InlineData("""{"title":"t","body":"b","metadata":{"\u200b":1}}""", "metadata")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":[{"":1}]}}""", "metadata")]
    [InlineData("""{"title":"t","body":"b","metadata":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}""", "metadata")]
    public async Task Names_the_member_that_breaks_a_rule(string body, string field)
    {
        var author = await api.SignedInAsync();

        var response = await author.PostAsync("/api/v1/posts", Json(body));

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Counts_characters_as_the_database_does()
    {
        var author = await api.SignedInAsync();
        var title = string.Concat(Enumerable.Repeat("😀", 200));

        (await author.DraftAsync(title)).Body.GetProperty("title").GetString().ShouldBe(title);
        var response = await author.PostAsJsonAsync("/api/v1/posts", new { title = title + "x", body = "b" });
        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
    }

    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("\u0130stanbul", "istanbul")]
    [InlineData("i\u0307stanbul", "istanbul")]
    public async Task Stores_a_tag_in_one_unicode_form(string sent, string stored)
    {
        var author = await api.SignedInAsync();

        var response = await author.PostAsync("/api/v1/posts", Json($"{{\"title\":\"t\",\"body\":\"b\",\"tags\":[\"{sent}\"]}}"));

        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var post = await response.Content.ReadFromJsonAsync<JsonElement>();
        post.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe([stored]);
    }

    [Fact]
    public async Task Refuses_a_tag_in_a_compatibility_form()
    {
        var author = await api.SignedInAsync();

        var response = await author.PostAsync("/api/v1/posts", Json("{\"title\":\"t\",\"body\":\"b\",\"tags\":[\"\ufb01n\"]}"));

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "post.tags_refused"))
            .Errors("tags").ShouldHaveSingleItem().ShouldStartWith("Must be in Unicode normalization form KC");
    }

    [Fact]
    public async Task Refuses_metadata_that_grows_too_large_when_stored()
    {
        var author = await api.SignedInAsync();
        var numbers = string.Join(',', Enumerable.Repeat("1e300", 1000));

        var response = await author.PostAsync(
            "/api/v1/posts", Json("{\"title\":\"t\",\"body\":\"b\",\"metadata\":{\"a\":[" + numbers + "]}}"));

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "post.metadata_refused");
    }

    [Fact]
    public async Task Gives_back_hostile_text_as_it_was_sent()
    {
        var author = await api.SignedInAsync();
        const string text = "'; DROP TABLE app.posts; -- $$ \\ E'\\'' %00 {{7*7}} <script>alert(1)</script> \u202e ../../etc/passwd";

        var post = await author.PublishedAsync(text, text + "\n" + text, metadata: new { text });

        var read = await author.PageAsync($"/api/v1/posts/{post.Id}");
        read.GetProperty("title").GetString().ShouldBe(text);
        read.GetProperty("body").GetString().ShouldBe(text + "\n" + text);
        read.GetProperty("metadata").GetProperty("text").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task Costs_one_statement()
    {
        var author = await api.SignedInAsync();
        await author.DraftAsync();

        using var statements = StatementCounter.Start();
        await author.DraftAsync();

        statements.Statements.Count(s => s.Contains("app.", StringComparison.Ordinal))
            .ShouldBe(1, string.Join("\n---\n", statements.Statements));
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
