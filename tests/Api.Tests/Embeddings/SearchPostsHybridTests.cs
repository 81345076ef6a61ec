using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Embeddings;

public sealed class SearchPostsHybridTests(EmbeddingFixture api) : IClassFixture<EmbeddingFixture>
{
    [Fact]
    public async Task Finds_by_words_and_by_meaning_and_says_where_each_stood()
    {
        var author = await api.SignedInAsync();
        var both = (await author.PublishedAsync("Thylacine sightings", "Where the thylacine was seen last.")).Id;
        // No word of the search, but parts of them.
        var near = (await author.PublishedAsync("Thylacines", "A thylacin, misspelled.")).Id;
        await author.PublishedAsync("Bread", "Flour, water, salt.");
        await api.EmbedAsync();

        var found = await SearchAsync("thylacine sightings");

        Ids(found)[..2].ShouldBe([both, near]);
        var (first, second) = (found.Items()[0], found.Items()[1]);
        first.GetProperty("words").GetProperty("rank").GetInt32().ShouldBe(1);
        first.GetProperty("meaning").GetProperty("rank").GetInt32().ShouldBe(1);
        first.GetProperty("meaning").GetProperty("score").GetSingle().ShouldBeInRange(0.3f, 1.001f);
        first.GetProperty("score").GetDouble().ShouldBe(2 / 61d, 1e-9);
        first.GetProperty("snippet").GetString()!.ShouldContain("<mark>thylacine</mark>");
        second.GetProperty("words").ValueKind.ShouldBe(JsonValueKind.Null);
        second.GetProperty("meaning").GetProperty("rank").GetInt32().ShouldBe(2);
        second.GetProperty("score").GetDouble().ShouldBe(1 / 62d, 1e-9);
        found.GetProperty("meaning").GetProperty("used").GetBoolean().ShouldBeTrue();
        found.GetProperty("meaning").GetProperty("model").GetString().ShouldBe("builtin/ngrams-1");
    }

    [Fact]
    public async Task Weights_choose_the_sources_and_k_flattens_the_places()
    {
        var author = await api.SignedInAsync();
        var word = (await author.PublishedAsync("Axolotl")).Id;
        var near = (await author.PublishedAsync("Axolotls and more axolotling", "text")).Id;
        await api.EmbedAsync();

        Ids(await SearchAsync("axolotl", "&meaningWeight=0")).ShouldContain(word);
        var meaning = await SearchAsync("axolotl", "&wordsWeight=0");
        meaning.Items().ShouldAllBe(item => item.GetProperty("words").ValueKind == JsonValueKind.Null);
        Ids(meaning)[..2].ShouldBe([word, near], ignoreOrder: true);
        var off = await SearchAsync("axolotl", "&meaningWeight=0");
        off.GetProperty("meaning").GetProperty("used").GetBoolean().ShouldBeFalse();
        off.GetProperty("meaning").GetProperty("reason").ValueKind.ShouldBe(JsonValueKind.Null);
        (await SearchAsync("axolotl", "&wordsWeight=0&meaningWeight=0")).Items().ShouldBeEmpty();
        (await SearchAsync("axolotl", "&wordsWeight=0&k=1&limit=1")).Items().Single().GetProperty("score").GetDouble().ShouldBe(0.5, 1e-9);
        var similar = (await SearchAsync("axolotl", "&wordsWeight=0&similarityMin=0.2&limit=100")).Items();
        similar.ShouldNotBeEmpty();
        similar.ShouldAllBe(item => item.GetProperty("meaning").GetProperty("score").GetSingle() >= 0.2f);
        (await SearchAsync("axolotl", "&wordsWeight=0&similarityMin=-1&limit=100")).Items().Length.ShouldBeGreaterThan(similar.Length);
    }

    [Fact]
    public async Task Shows_only_what_the_caller_may_see()
    {
        var (author, blocker) = (await api.SignedInAsync(), await api.SignedInAsync());
        (await blocker.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).EnsureSuccessStatusCode();
        var shown = (await author.PublishedAsync("Saiga antelope")).Id;
        var archived = (await author.PublishedAsync("Saiga antelope archived")).Id;
        var deleted = (await author.PublishedAsync("Saiga antelope deleted")).Id;
        await api.EmbedAsync();
        // Past the trigger, so that their vectors are still there.
        await api.Superuser.ExecuteAsync("ALTER TABLE app.posts DISABLE TRIGGER posts_embed");
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET status = 'archived' WHERE id = $1", archived);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET deleted_at = now(), deleted_by = 'author' WHERE id = $1", deleted);
        await api.Superuser.ExecuteAsync("ALTER TABLE app.posts ENABLE TRIGGER posts_embed");

        (await api.VectorsAsync(archived)).ShouldBe(1);
        Ids(await SearchAsync("saiga antelope", "&similarityMin=0.3")).ShouldBe([shown]);
        Ids(await SearchAsync("saiga antelope", "&similarityMin=0.3", author)).ShouldBe([shown]);
        Ids(await SearchAsync("saiga antelope", "&similarityMin=0.3", blocker)).ShouldBeEmpty();
        (await Items(blocker, $"/api/v1/posts/{archived}/similar")).ShouldBeNull();
    }

    [Fact]
    public async Task Authors_who_are_hidden_from_the_caller_take_no_place_of_others()
    {
        var (blocked, other, blocker) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        (await blocker.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null)).EnsureSuccessStatusCode();
        for (var i = 0; i < 3; i++)
        {
            await blocked.PublishedAsync("Numbats", "Numbats.");
        }

        var shown = (await other.PublishedAsync("A numbat", "Seen from afar.")).Id;
        await api.EmbedAsync();

        foreach (var weights in new[] { "", "&wordsWeight=0", "&meaningWeight=0" })
        {
            Ids(await SearchAsync("numbats", $"{weights}&limit=1", blocker)).ShouldBe([shown], weights);
        }
    }

    [Fact]
    public async Task Filters_apply_to_both_sources()
    {
        var (anna, bert) = (await api.SignedInAsync(), await api.SignedInAsync());
        var first = (await anna.PublishedAsync("Pangolin scales", tags: ["x"], metadata: new { kind = "a" })).Id;
        var second = (await bert.PublishedAsync("Pangolin scale", tags: ["x", "y"], metadata: new { kind = "b" })).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = '2020-06-01T12:00:00Z' WHERE id = $1", first);
        await api.EmbedAsync();

        foreach (var weights in new[] { "", "&wordsWeight=0", "&meaningWeight=0" })
        {
            async Task<Guid[]> FoundAsync(string filter) => Ids(await SearchAsync("pangolin", $"{weights}{filter}&similarityMin=0.2"));

            (await FoundAsync("&tag=y")).ShouldBe([second], weights);
            (await FoundAsync("&tag=y&tag=nowhere&tagMatch=any")).ShouldBe([second], weights);
            (await FoundAsync($"&author={anna.Username}")).ShouldBe([first], weights);
            (await FoundAsync("&to=2020-06-01T12:00:01Z")).ShouldBe([first], weights);
            (await FoundAsync("&from=2020-06-01T12:00:01Z")).ShouldBe([second], weights);
            (await FoundAsync("&metadata=" + Uri.EscapeDataString("""{"kind":"a"}"""))).ShouldBe([first], weights);
            (await FoundAsync("&limit=1")).Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_misspelled_search_is_corrected_where_no_words_match()
    {
        var author = await api.SignedInAsync();
        var named = (await author.PublishedAsync("Wobbegong", "wobbegong")).Id;
        var filler = string.Concat(Enumerable.Repeat("filler of another kind ", 50));
        await author.PublishedAsync("Untitled", $"{filler} reefs {filler}");
        await api.EmbedAsync();
        while ((await api.SendAsync(new ExtendVocabulary())).Value > 0)
        {
            // Step after step.
        }

        Task<JsonElement> FoundAsync(string options) =>
            api.Anonymous().PageAsync($"/api/v1/posts/search/hybrid?author={author.UserId}&q={options}");

        var corrected = await FoundAsync("wobegong");
        corrected.GetProperty("suggestion").GetString().ShouldBe("wobbegong");
        corrected.Items()[0].GetProperty("post").GetProperty("id").GetGuid().ShouldBe(named);
        corrected.Items()[0].GetProperty("words").GetProperty("rank").GetInt32().ShouldBe(1);
        var kept = await FoundAsync("wobegong&autocorrect=false");
        kept.GetProperty("suggestion").GetString().ShouldBe("wobbegong");
        kept.Items().ShouldAllBe(item => item.GetProperty("words").ValueKind == JsonValueKind.Null);

        // Words match, though the only place goes to what was found by meaning.
        var cut = await FoundAsync("wobegong%20or%20reefs&limit=1&wordsWeight=0.0001");
        cut.Items().Single().GetProperty("words").ValueKind.ShouldBe(JsonValueKind.Null);
        cut.TryGetProperty("suggestion", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Similar_posts_come_by_similarity_without_the_post_itself()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Okapi in the forest", "The okapi is shy.")).Id;
        var near = (await author.PublishedAsync("Okapi", "A shy animal of the forest.")).Id;
        await author.PublishedAsync("Tax return", "Forms and numbers.");
        await api.EmbedAsync();

        var similar = (await Items(api.Anonymous(), $"/api/v1/posts/{post}/similar?limit=100"))!;

        var ids = similar.Select(PostId).ToList();
        ids[0].ShouldBe(near);
        ids.ShouldNotContain(post);
        similar.Select(item => item.GetProperty("similarity").GetSingle()).ShouldBeInOrder(SortDirection.Descending);
        (await Items(api.Anonymous(), $"/api/v1/posts/{post}/similar?limit=1"))!.Length.ShouldBe(1);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/posts/{Guid.NewGuid()}/similar"), HttpStatusCode.NotFound, "post.not_found");
    }

    [Fact]
    public async Task A_post_that_is_not_embedded_yet_has_no_similar_posts()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = (await author.PublishedAsync("Not embedded")).Id;

        (await Items(api.Anonymous(), $"/api/v1/posts/{post}/similar"))!.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("&|!()<->:*")]
    [InlineData("'")]
    [InlineData("the")]
    [InlineData("東京")]
    [InlineData("' or 1=1 --")]
    [InlineData("\ud83d\ude00")]
    public async Task No_text_breaks_it(string term)
    {
        await api.EmbedAsync();

        await SearchAsync(term);
    }

    [Fact]
    public async Task A_text_without_words_has_no_meaning_and_says_so()
    {
        await api.EmbedAsync();

        var found = await SearchAsync("&|!");

        (found.GetProperty("meaning").GetProperty("used").GetBoolean(), found.GetProperty("meaning").GetProperty("reason").GetString())
            .ShouldBe((false, "embedding.text_refused"));
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=x&limit=101", "limit")]
    [InlineData("q=x&k=0", "k")]
    [InlineData("q=x&wordsWeight=-1", "wordsWeight")]
    [InlineData("q=x&meaningWeight=NaN", "meaningWeight")]
    [InlineData("q=x&similarityMin=2", "similarityMin")]
    [InlineData("q=x&effort=401", "effort")]
    [InlineData("q=x&metadata=1", "metadata")]
    public async Task Names_the_parameter_that_breaks_a_rule(string query, string field)
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/posts/search/hybrid?{query}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_search_is_one_statement()
    {
        await api.EmbedAsync();
        await SearchAsync("numbat");

        using var statements = StatementCounter.Start();
        await SearchAsync("numbat");

        statements.Count.ShouldBe(1, string.Join('\n', statements.Statements));
    }

    private static Guid PostId(JsonElement item) => item.GetProperty("post").GetProperty("id").GetGuid();

    private static Guid[] Ids(JsonElement found) => [.. found.Items().Select(PostId)];

    private static async Task<JsonElement[]?> Items(HttpClient client, string path)
    {
        var response = await client.GetAsync(path);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.Items();
    }

    private async Task<JsonElement> SearchAsync(string term, string parameters = "", HttpClient? client = null)
    {
        var response = await (client ?? api.Anonymous()).GetAsync(
            $"/api/v1/posts/search/hybrid?q={Uri.EscapeDataString(term)}{parameters}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
