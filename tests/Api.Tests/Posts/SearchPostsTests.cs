using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed partial class SearchPostsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Puts_a_title_before_a_body_and_a_body_before_a_tag()
    {
        var author = await api.SignedInAsync();
        var tag = (await author.PublishedAsync("Third", "nothing of the kind here", ["quokka"])).Id;
        var body = (await author.PublishedAsync("Second", "it mentions a quokka once")).Id;
        var title = (await author.PublishedAsync("Quokka", "nothing of the kind here")).Id;

        var found = await SearchAsync("quokkas");

        found.Select(PostId).ShouldBe([title, body, tag]);
        found.Select(f => f.GetProperty("rank").GetSingle()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Understands_phrases_alternatives_and_exclusions()
    {
        var author = await api.SignedInAsync();
        var both = (await author.PublishedAsync("wombat runs", "slow burrow")).Id;
        var reversed = (await author.PublishedAsync("runs wombat", "fast burrow")).Id;
        var numbat = (await author.PublishedAsync("numbat", "alone")).Id;

        (await SearchAsync("\"wombat running\"")).Select(PostId).ShouldBe([both]);
        (await SearchAsync("wombat -fast")).Select(PostId).ShouldBe([both]);
        (await SearchAsync("numbat or burrow")).Select(PostId).ShouldBe([both, reversed, numbat], ignoreOrder: true);
        (await SearchAsync("wombat numbat")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_every_post_in_its_own_language()
    {
        var author = await api.SignedInAsync();
        var german = (await author.PublishedAsync("Die Häuser der Wölfe", "Text", language: "german")).Id;
        var english = (await author.PublishedAsync("The haus of wolves", "Text")).Id;
        var simple = (await author.PublishedAsync("Haus", "wolf wolves", language: "simple")).Id;

        (await SearchAsync("haus")).Select(PostId).ShouldBe([german, english, simple], ignoreOrder: true);
        (await SearchAsync("häusern")).Select(PostId).ShouldBe([german]);
        (await SearchAsync("haus wolf")).Select(PostId).ShouldBe([german, simple], ignoreOrder: true);
        // An exclusion in the words of one language must not be undone by the reading of another.
        (await SearchAsync("haus -wolves")).Select(PostId).ShouldBe([german]);
    }

    [Fact]
    public async Task Narrows_by_tag_author_time_and_metadata()
    {
        var (anna, bert) = (await api.SignedInAsync(), await api.SignedInAsync());
        var first = (await anna.PublishedAsync("bilby", tags: ["x"], metadata: new { section = "games", deep = new { a = 1, b = 2 } })).Id;
        var second = (await bert.PublishedAsync("bilby", tags: ["x", "y"], metadata: new { section = "libs" })).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = '2020-06-01T12:00:00Z' WHERE id = $1", first);

        (await SearchAsync("bilby", "&tag=Y")).Select(PostId).ShouldBe([second]);
        (await SearchAsync("bilby", $"&author={anna.UserId}")).Select(PostId).ShouldBe([first]);
        (await SearchAsync("bilby", "&from=2020-06-01T12:00:00Z&to=2020-06-01T12:00:01Z")).Select(PostId).ShouldBe([first]);
        (await SearchAsync("bilby", "&to=2020-06-01T12:00:00Z")).ShouldBeEmpty();
        (await SearchAsync("bilby", "&from=2020-06-01T12:00:01Z")).Select(PostId).ShouldBe([second]);
        (await SearchAsync("bilby", "&metadata=" + Uri.EscapeDataString("""{"deep":{"a":1}}"""))).Select(PostId).ShouldBe([first]);
        (await SearchAsync("bilby", "&tag=x&metadata=" + Uri.EscapeDataString("""{"section":"libs"}"""))).Select(PostId).ShouldBe([second]);
    }

    [Fact]
    public async Task Pages_hold_every_match_once_also_where_ranks_are_equal()
    {
        var author = await api.SignedInAsync();
        var posts = new List<Guid>();
        for (var i = 0; i < 11; i++)
        {
            var language = i % 3 == 0 ? "simple" : "english";
            posts.Add((await author.PublishedAsync("dugong", i < 6 ? "dugong" : "none", language: language)).Id);
        }

        var found = await api.Anonymous().WalkAsync("/api/v1/posts/search?q=dugong&limit=2");

        found.Select(PostId).ShouldBe(posts, ignoreOrder: true);
        found.Select(f => f.GetProperty("rank").GetSingle()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Marks_the_words_in_html_that_cannot_be_hostile()
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync(
            "Shown", "A <script>alert('echidna')</script> & an \uE000echidna\uE001 walk\u00e9 < quickly > elsewhere");

        var snippet = (await SearchAsync("echidna")).ShouldHaveSingleItem().GetProperty("snippet").GetString()!;

        snippet.ShouldContain("<mark>echidna</mark>");
        snippet.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal).ShouldNotContain('<');
        WebUtility.HtmlDecode(snippet).ShouldContain("walk\u00e9 < quickly > elsewhere");
    }

    [Theory]
    [InlineData("the")]
    [InlineData("&|!()<->:*")]
    [InlineData("'")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    [InlineData("%00x")]
    [InlineData("\"unclosed")]
    public async Task No_text_breaks_it(string term) =>
        (await api.Anonymous().GetAsync($"/api/v1/posts/search?q={Uri.EscapeDataString(term)}")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=x&tag=%2C", "tag")]
    [InlineData("q=x&metadata=1", "metadata")]
    [InlineData("q=x&metadata=%7B", "metadata")]
    [InlineData("q=x&limit=101", "limit")]
    public async Task Names_the_parameter_that_breaks_a_rule(string query, string field)
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/posts/search?{query}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Follows_an_edit_made_by_raw_sql()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("potoroo")).Id;

        await api.Superuser.ExecuteAsync("UPDATE app.posts SET title = 'bettong' WHERE id = $1", post);

        (await SearchAsync("potoroo")).ShouldBeEmpty();
        (await SearchAsync("bettongs")).Select(PostId).ShouldBe([post]);
    }

    private static Guid PostId(JsonElement found) => found.GetProperty("post").GetProperty("id").GetGuid();

    private async Task<JsonElement[]> SearchAsync(string term, string filters = "") =>
        (await api.Anonymous().PageAsync($"/api/v1/posts/search?q={Uri.EscapeDataString(term)}{filters}")).Items();
}
