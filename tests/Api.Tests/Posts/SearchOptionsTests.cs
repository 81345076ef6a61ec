using System.Net;
using System.Text.Json;
using Agora.Application.Posts;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Posts;

/// <summary>Beginnings of words, age, facets, other spellings and completions.</summary>
public sealed class SearchOptionsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("english", "relational databases", "data*", true)]
    [InlineData("english", "relational databases", "databases*", true)]
    [InlineData("english", "relational databases", "DATAB*", true)]
    [InlineData("english", "relational databases", "data", false)]
    [InlineData("english", "relational databases", "base*", false)]
    [InlineData("english", "relational databases", "relational -data*", false)]
    [InlineData("english", "we use node.js here", "node.j*", true)]
    [InlineData("english", "an éclair", "ecla*", true)]
    [InlineData("english", "an eclair", "écla*", true)]
    [InlineData("english", "two words here", "\"two wor*\"", true)]
    [InlineData("english", "two other words", "\"two wor*\"", false)]
    [InlineData("english", "the state of theory", "\"state of the*\"", true)]
    [InlineData("english", "the statement of all", "\"state of the*\"", false)]
    [InlineData("german", "die Bücherei", "büch*", true)]
    [InlineData("english", "nothing of the kind", "*", false)]
    public async Task A_star_ends_the_beginning_of_a_word(string language, string text, string term, bool found)
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync("Untitled", text, language: language);

        (await SearchAsync(term, $"&author={author.UserId}")).Items().Length.ShouldBe(found ? 1 : 0);
    }

    [Fact]
    public async Task A_half_life_puts_new_posts_before_better_ones_page_by_page()
    {
        var author = await api.SignedInAsync();
        var posts = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            // Older ones match better.
            posts.Add((await author.PublishedAsync(i > 2 ? "pademelon" : "Untitled", "the pademelon hops")).Id);
            await api.Superuser.ExecuteAsync(
                "UPDATE app.posts SET published_at = now() - $2 * interval '10 days' WHERE id = $1", posts[i], i);
        }

        async Task<IEnumerable<Guid>> FoundAsync(string options) =>
            (await api.Anonymous().WalkAsync($"/api/v1/posts/search?q=pademelon&limit=2&author={author.UserId}{options}")).Select(PostId);

        (await FoundAsync("&halfLife=1")).ShouldBe(posts);
        (await FoundAsync("&halfLife=3650")).Take(3).ShouldBe([posts[3], posts[4], posts[5]]);
        (await FoundAsync("")).ShouldBe(posts, ignoreOrder: true);
    }

    [Fact]
    public async Task Facets_count_all_posts_that_match_and_that_the_caller_is_shown()
    {
        var (anna, bert) = (await api.SignedInAsync(), await api.SignedInAsync());
        foreach (var (author, tags, language, month) in new (TestClient, string[], string, string)[]
        {
            (anna, ["red", "blue"], "english", "2026-03-31T23:59:59Z"),
            (anna, ["red"], "english", "2026-04-01T00:00:00Z"),
            (bert, ["blue"], "german", "2026-04-30T12:00:00Z"),
            (bert, ["red"], "english", "2026-04-02T00:00:00Z"),
        })
        {
            var post = await author.PublishedAsync("Cassowary", tags: tags, language: language);
            await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = $2::timestamptz WHERE id = $1", post.Id, month);
        }

        await anna.DraftAsync("Cassowary");

        const string all = "&facet=tag&facet=author&facet=month&facet=language";
        var page = await SearchAsync("cassowary", $"&limit=1{all}");
        var facets = page.GetProperty("facets");
        Counts(facets, "tags").ShouldBe([("red", 3), ("blue", 2)]);
        Counts(facets, "months").ShouldBe([("2026-04", 3), ("2026-03", 1)]);
        Counts(facets, "languages").ShouldBe([("english", 3), ("german", 1)]);
        facets.GetProperty("authors").EnumerateArray()
            .Select(a => (a.GetProperty("username").GetString(), a.GetProperty("posts").GetInt64()))
            .ShouldBe([(anna.Username, 2L), (bert.Username, 2L)], ignoreOrder: true);

        // Filters narrow what is counted, and the pages that follow repeat nothing.
        Counts((await SearchAsync("cassowary", $"{all}&language=german")).GetProperty("facets"), "tags").ShouldBe([("blue", 1)]);
        var next = page.GetProperty("next").GetString();
        (await SearchAsync("cassowary", $"&limit=1{all}&cursor={next}")).TryGetProperty("facets", out _).ShouldBeFalse();
        (await SearchAsync("cassowary", "&facet=tag")).GetProperty("facets").TryGetProperty("months", out var months).ShouldBeTrue();
        months.ValueKind.ShouldBe(JsonValueKind.Null);
        Counts((await SearchAsync("nosuchwordatall", all)).GetProperty("facets"), "tags").ShouldBeEmpty();

        (await anna.PutAsync($"/api/v1/users/me/blocks/{bert.UserId}", null)).EnsureSuccessStatusCode();
        Counts((await anna.PageAsync($"/api/v1/posts/search?q=cassowary{all}")).GetProperty("facets"), "tags")
            .ShouldBe([("red", 2), ("blue", 1)]);
    }

    [Theory]
    [InlineData("halfLife=0", "halfLife")]
    [InlineData("halfLife=3651", "halfLife")]
    [InlineData("halfLife=3&sort=publishedAt", "halfLife")]
    [InlineData("language=klingon", "language")]
    [InlineData("facet=colour", "facet")]
    public async Task Names_the_option_that_breaks_a_rule(string options, string field)
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/posts/search?q=x&{options}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_search_that_finds_nothing_suggests_a_spelling_that_finds_something()
    {
        var author = await api.SignedInAsync();
        var first = (await author.PublishedAsync("Thylacine sightings", tags: ["tasmania"])).Id;
        var second = (await author.PublishedAsync("The thylacine", "sightings again")).Id;
        var gone = (await author.PublishedAsync("Quagga")).Id;
        await ReadVocabularyAsync();
        (await author.DeleteAsync($"/api/v1/posts/{gone}")).EnsureSuccessStatusCode();

        // A letter too few, one swapped, one wrong; in a tag; beside words that are right, operators and quotes.
        foreach (var (term, meant) in new[]
        {
            ("thylacne", "thylacine"),
            ("Thyalcine", "thylacine"),
            ("thylacime sightings", "thylacine sightings"),
            ("tasmenia", "tasmania"),
            ("\"thylacine sihgtings\" -wolf", "\"thylacine sightings\" -wolf"),
            ("the thylacne", "the thylacine"),
            ("quaga or sihgtingz", "quaga or sightings"),
        })
        {
            var page = await SearchAsync(term);
            page.Items().ShouldBeEmpty();
            page.GetProperty("suggestion").GetString().ShouldBe(meant);
        }

        // Nothing is suggested that would find nothing, not even a word, nor where the search found something or is beyond repair.
        // Words that must not occur and stop words are left as they are.
        foreach (var term in new[]
        {
            "quaga", "thylacine", "xqzwvkjh", "thylacine tasmania nosuchword", "-thylacne", "wolf -\"thylacne sight\"",
        })
        {
            (await SearchAsync(term)).TryGetProperty("suggestion", out _).ShouldBeFalse(term);
        }

        (await SearchAsync("thylacne", "&language=german")).TryGetProperty("suggestion", out _).ShouldBeFalse();

        var walked = await api.Anonymous().WalkAsync("/api/v1/posts/search?q=thylacne&autocorrect=true&limit=1");
        walked.Select(PostId).ShouldBe([first, second], ignoreOrder: true);
        var counted = await SearchAsync("thylacne", "&autocorrect=true&count=exact&facet=tag");
        counted.GetProperty("total").GetProperty("rows").GetInt64().ShouldBe(2);
        Counts(counted.GetProperty("facets"), "tags").ShouldBe([("tasmania", 1)]);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/posts/search?q=thylacne&autocorrect=true&cursor=x"),
            HttpStatusCode.BadRequest,
            "page.cursor_invalid");
    }

    [Fact]
    public async Task The_vocabulary_forgets_words_of_posts_that_are_gone_a_week_later()
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync("Zebu herds");
        var gone = await author.PublishedAsync("Zorilla herds");
        await author.DraftAsync("Zyzzyva");
        await ReadVocabularyAsync();
        async Task<string[]> WordsAsync() => (await api.Superuser.ScalarAsync<string[]>(
            "SELECT array_agg(word || ' ' || posts ORDER BY word) FROM app.vocabulary WHERE word ~ '^z|herds'"))!;
        (await WordsAsync()).ShouldBe(["herds 2", "zebu 1", "zorilla 1"]);

        await api.Superuser.ExecuteAsync("DELETE FROM app.posts WHERE id = $1", gone.Id);
        await ReadVocabularyAsync();
        (await WordsAsync()).ShouldBe(["herds 2", "zebu 1", "zorilla 1"]);

        // The pass that counted it ends, and so does the next.
        for (var pass = 0; pass < 2; pass++)
        {
            await api.Superuser.ExecuteAsync("UPDATE app.vocabulary_passes SET began_at = began_at - interval '7 days'");
            await ReadVocabularyAsync();
            await ReadVocabularyAsync();
        }

        (await WordsAsync()).ShouldBe(["herds 1", "zebu 1"]);
    }

    [Fact]
    public async Task Titles_are_completed_newest_first()
    {
        var (author, blocked) = (await api.SignedInAsync(), await api.SignedInAsync());
        var old = (await author.PublishedAsync("Numbats of the west")).Id;
        await author.PublishedAsync("Untitled", "about numbats");
        var young = (await author.PublishedAsync("West of the numbat trail", language: "simple")).Id;
        var other = (await blocked.PublishedAsync("Numbats again")).Id;
        await author.DraftAsync("Numbats, a draft");
        foreach (var (post, days) in new[] { (old, 9), (young, 5), (other, 1) })
        {
            await api.Superuser.ExecuteAsync(
                "UPDATE app.posts SET published_at = now() - $2 * interval '1 day' WHERE id = $1", post, days);
        }

        async Task<Guid[]> TitlesAsync(HttpClient reader, string typed) =>
        [
            .. (await reader.PageAsync($"/api/v1/suggestions/titles?q={Uri.EscapeDataString(typed)}")).Items()
                .Select(item => item.GetProperty("id").GetGuid()),
        ];

        (await TitlesAsync(api.Anonymous(), "numb")).ShouldBe([other, young, old]);
        (await TitlesAsync(api.Anonymous(), "west numb")).ShouldBe([young, old]);
        (await TitlesAsync(api.Anonymous(), "west trai")).ShouldBe([young]);
        (await TitlesAsync(api.Anonymous(), "NUMBATS west")).ShouldBe([old]);
        (await TitlesAsync(api.Anonymous(), "numbats o")).ShouldBe([other, old]);
        (await TitlesAsync(api.Anonymous(), "numbats of th")).ShouldBe([other, old]);
        (await TitlesAsync(api.Anonymous(), "aardvark")).ShouldBeEmpty();
        (await TitlesAsync(api.Anonymous(), "...")).ShouldBeEmpty();
        (await api.Anonymous().PageAsync("/api/v1/suggestions/titles?q=numb&limit=1")).Items().Length.ShouldBe(1);
        (await author.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null)).EnsureSuccessStatusCode();
        (await TitlesAsync(author, "numb")).ShouldBe([young, old]);
        // What a block hides takes no place of what is shown.
        (await author.PageAsync("/api/v1/suggestions/titles?q=numb&limit=1")).Items().Single().GetProperty("id").GetGuid().ShouldBe(young);
    }

    [Fact]
    public async Task Accounts_are_completed_by_username_and_by_any_word_of_the_name()
    {
        var reader = await api.SignedInAsync();
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (username, name) in new[] { ("wanda.fisch", "Zoë Ünlü"), ("anna-wandel", "Anna"), ("zed", "Wanda Maria Smith") })
        {
            ids[username] = await api.Superuser.ScalarAsync<Guid>(
                "INSERT INTO app.users (username, email, full_name) VALUES ($1, $1 || '@example.org', $2) RETURNING id", username, name);
        }

        async Task<string?[]> NamesAsync(string typed) =>
        [
            .. (await reader.PageAsync($"/api/v1/suggestions/users?q={Uri.EscapeDataString(typed)}")).Items()
                .Select(item => item.GetProperty("username").GetString()),
        ];

        (await NamesAsync("wand")).ShouldBe(["wanda.fisch", "anna-wandel", "zed"]);
        (await NamesAsync("wanda.fi")).ShouldBe(["wanda.fisch"]);
        (await NamesAsync("Maria Wan")).ShouldBe(["zed"]);
        (await NamesAsync("unl")).ShouldBe(["wanda.fisch"]);
        (await NamesAsync("example")).ShouldBeEmpty();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.users SET deleted_at = now() WHERE id = $1", ids["zed"]);
        (await NamesAsync("maria")).ShouldBeEmpty();
        (await api.Anonymous().GetAsync("/api/v1/suggestions/users?q=wand")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Guid PostId(JsonElement found) => found.GetProperty("post").GetProperty("id").GetGuid();

    private static (string? Value, long Posts)[] Counts(JsonElement facets, string name) =>
    [
        .. facets.GetProperty(name).EnumerateArray().Select(f => (f.GetProperty("value").GetString(), f.GetProperty("posts").GetInt64())),
    ];

    private Task<JsonElement> SearchAsync(string term, string options = "") =>
        api.Anonymous().PageAsync($"/api/v1/posts/search?q={Uri.EscapeDataString(term)}{options}");

    private async Task ReadVocabularyAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        while ((await mediator.Send(new ExtendVocabulary())).Value > 0)
        {
            // Step after step.
        }
    }
}
