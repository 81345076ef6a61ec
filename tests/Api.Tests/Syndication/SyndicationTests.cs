using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Syndication;

public sealed class SyndicationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task Shows_the_newest_public_posts_of_a_tag_with_their_whole_text()
    {
        var author = await api.SignedInAsync();
        var first = await author.PublishedAsync("First & <best>", "Some **bold** \u0001 words", tags: ["feeds", "c#"]);
        var second = await author.PublishedAsync("Second", "More", tags: ["feeds"]);
        await author.DraftAsync();
        await author.StepAsync((await author.PublishedAsync("Gone", "x", tags: ["feeds"])).Id, "archive");

        var feed = XDocument.Parse(await api.Anonymous().GetStringAsync("/api/v1/feeds/tags/feeds.atom")).Root!;
        var entries = feed.Elements(Atom + "entry").ToList();

        feed.Element(Atom + "title")!.Value.ShouldBe("Agora: #feeds");
        feed.Elements(Atom + "link").Single(link => link.Attribute("rel")!.Value == "self")
            .Attribute("href")!.Value.ShouldEndWith("/api/v1/feeds/tags/feeds.atom");
        entries.Select(entry => entry.Element(Atom + "id")!.Value).ShouldBe([$"urn:uuid:{second.Id}", $"urn:uuid:{first.Id}"]);
        entries[1].Element(Atom + "title")!.Value.ShouldBe("First & <best>");
        entries[1].Element(Atom + "content")!.Value.ShouldBe("<p>Some <strong>bold</strong>  words</p>\n");
        entries[1]
            .Elements(Atom + "category")
            .Select(category => category.Attribute("term")!.Value)
            .ShouldBe(["feeds", "c#"], ignoreOrder: true);
        entries[1].Element(Atom + "link")!.Attribute("href")!.Value.ShouldEndWith($"/api/v1/posts/{first.Id}");
    }

    [Fact]
    public async Task Shows_the_same_as_json_feed()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("Read me", "*Words*", tags: ["jsonfeeds"]);

        using var answer = await api.Anonymous().GetAsync("/api/v1/feeds/tags/jsonfeeds.json");
        var feed = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        answer.Content.Headers.ContentType.ShouldBe(MediaTypeHeaderValue.Parse("application/feed+json; charset=utf-8"));
        feed.GetProperty("version").GetString().ShouldBe("https://jsonfeed.org/version/1.1");
        var item = feed.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.GetProperty("id").GetString().ShouldBe($"urn:uuid:{post.Id}");
        item.GetProperty("content_html").GetString().ShouldBe("<p><em>Words</em></p>\n");
    }

    [Fact]
    public async Task Follows_a_search_newest_first_and_not_best_first()
    {
        var author = await api.SignedInAsync();
        var best = await author.PublishedAsync("Quokka quokka quokka", "quokka");
        var newest = await author.PublishedAsync("Something", "with one quokka");

        var feed = JsonDocument.Parse(await api.Anonymous().GetStringAsync("/api/v1/feeds/search.json?q=quokka")).RootElement;

        feed.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("id").GetString())
            .ShouldBe([$"urn:uuid:{newest.Id}", $"urn:uuid:{best.Id}"]);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/feeds/search.json"), HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task Follows_a_person_by_username_and_says_when_there_is_none()
    {
        var author = await api.SignedInAsync();
        var username = (await api.Superuser.ScalarAsync<string>("SELECT username FROM app.users WHERE id = $1", author.UserId))!;

        var empty = XDocument.Parse(await api.Anonymous().GetStringAsync($"/api/v1/feeds/users/{username}.atom")).Root!;
        await author.PublishedAsync();
        var full = XDocument.Parse(await api.Anonymous().GetStringAsync($"/api/v1/feeds/users/{username.ToUpperInvariant()}.atom")).Root!;

        empty.Elements(Atom + "entry").ShouldBeEmpty();
        empty.Element(Atom + "updated").ShouldNotBeNull();
        full.Elements(Atom + "entry").Count().ShouldBe(1);
        JsonDocument.Parse(await api.Anonymous().GetStringAsync($"/api/v1/feeds/users/{username}.json"))
            .RootElement.GetProperty("items").GetArrayLength().ShouldBe(1);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/feeds/users/nobody-at-all.atom"), HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task Says_updated_when_title_or_body_changed_and_for_nothing_else()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("Stays", "As it is", tags: ["editedfeeds"]);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = '2020-06-01T12:00:00Z' WHERE id = $1", post.Id);
        var published = await UpdatedAsync();

        await api.Superuser.ExecuteAsync(
            "UPDATE app.posts SET metadata = '{\"a\": 1}', tags = tags || ARRAY['more'], language = 'simple' WHERE id = $1", post.Id);
        await author.StepAsync(post.Id, "archive");
        await author.StepAsync(post.Id, "publish");
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET body = body, title = title WHERE id = $1", post.Id);
        var untouched = await UpdatedAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET body = 'As it is now' WHERE id = $1", post.Id);
        var edited = await UpdatedAsync();

        untouched.ShouldBe(published);
        edited.ShouldBeGreaterThan(published);

        async Task<DateTimeOffset> UpdatedAsync()
        {
            var feed = XDocument.Parse(await api.Anonymous().GetStringAsync("/api/v1/feeds/tags/editedfeeds.atom")).Root!;
            var entry = feed.Elements(Atom + "entry").ShouldHaveSingleItem();
            feed.Element(Atom + "updated")!.Value.ShouldBe(entry.Element(Atom + "updated")!.Value);
            return DateTimeOffset.Parse(entry.Element(Atom + "updated")!.Value, CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Holds_no_relative_address()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync(
            "Links", "[a](/x?y=1) [b](z) [c](#part) ![d](cat.png)[^1]\n\n[^1]: note", tags: ["linkedfeeds"]);

        var atom = XDocument.Parse(await api.Anonymous().GetStringAsync("/api/v1/feeds/tags/linkedfeeds.atom")).Root!
            .Element(Atom + "entry")!.Element(Atom + "content")!.Value;
        var json = JsonDocument.Parse(await api.Anonymous().GetStringAsync("/api/v1/feeds/tags/linkedfeeds.json")).RootElement
            .GetProperty("items")[0].GetProperty("content_html").GetString()!;

        var origin = $"http://localhost:{api.Address.Port}";
        foreach (var html in new[] { atom, json })
        {
            html.ShouldContain($"href=\"{origin}/x?y=1\"");
            html.ShouldContain($"href=\"{origin}/api/v1/posts/z\"");
            html.ShouldContain($"href=\"{origin}/api/v1/posts/{post.Id}#part\"");
            html.ShouldContain($"id=\"fn-{post.Id:N}-1\"");
            html.ShouldNotContain("<img");
        }
    }

    [Theory]
    [InlineData("posts.atom")]
    [InlineData("posts.json")]
    public async Task Costs_one_statement_and_no_body_for_a_client_that_has_it(string feed)
    {
        await (await api.SignedInAsync()).PublishedAsync();
        var reader = api.Anonymous();
        using var counter = StatementCounter.Start();

        using var first = await reader.GetAsync($"/api/v1/feeds/{feed}");
        counter.Count.ShouldBe(1);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/feeds/{feed}")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        using var second = await reader.SendAsync(again);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        string.Join(", ", first.Headers.GetValues("Cache-Control")).ShouldBe("public, must-revalidate, max-age=60");
        first.Content.Headers.LastModified.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("posts.atom")]
    [InlineData("posts.json")]
    public async Task Repeats_no_unverified_host(string feed)
    {
        await (await api.SignedInAsync()).PublishedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/feeds/{feed}") { Headers = { Host = "evil.example.net" } };

        using var answer = await api.Anonymous().SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldNotContain("evil.example.net");
        text.ShouldContain($"http://localhost:{api.Address.Port}/api/v1/feeds/{feed}");
    }
}
