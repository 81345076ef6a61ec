using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;
using static Agora.Api.Tests.Posts.Import.Importing;

namespace Agora.Api.Tests.Posts.Import;

public sealed class ImportedPostsAreServedTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task An_imported_post_is_got_listed_by_tag_and_found()
    {
        var post = NewPost("Ada Lovelace <ada@example.org>") with
        {
            tags = ["Slow Food", "bread"],
            body = "Kneading with \"care\"\n\nand 漢 😀",
        };
        await api.ImportAsync(post, NewPost() with { tags = ["slow-food"], status = "draft" });
        using var client = api.Anonymous();

        var listed = (await client.GetFromJsonAsync<JsonElement>("/api/v1/posts?tag=slow-food"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        var got = await client.GetFromJsonAsync<JsonElement>($"/api/v1/posts/{listed.GetProperty("id").GetString()}");
        var found = await client.GetFromJsonAsync<JsonElement>("/api/v1/posts/search?q=kneaded");

        got.GetProperty("title").GetString().ShouldBe(post.title);
        got.GetProperty("body").GetString().ShouldBe(post.body);
        got.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["slow-food", "bread"]);
        got.GetProperty("publishedAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));
        got.GetProperty("author").GetProperty("fullName").GetString().ShouldBe("Ada Lovelace");
        found.GetProperty("items").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("post").GetProperty("id").GetString().ShouldBe(listed.GetProperty("id").GetString());
    }
}
