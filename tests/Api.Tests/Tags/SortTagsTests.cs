using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Tags;

public sealed class SortTagsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("sort=-postCount", "post_count DESC, tag", "")]
    [InlineData("", "post_count DESC, tag", "")]
    [InlineData("sort=tag", "tag COLLATE \"C\"", "")]
    [InlineData("sort=-postCount&q=b", "post_count DESC, tag", "b")]
    [InlineData("sort=tag&q=b", "tag COLLATE \"C\"", "b")]
    [InlineData("sort=tag&q=nothing", "tag COLLATE \"C\"", "nothing")]
    public async Task Pages_follow_each_other_in_the_order_asked_for(string query, string order, string prefix)
    {
        await ArrangeAsync();

        var listed = await NamesAsync($"/api/v1/tags?{query}{(query.Length > 0 ? "&" : "")}limit=7");

        listed.ShouldBe(await api.Superuser.ScalarAsync<string[]>(
            $"SELECT coalesce(array_agg(tag ORDER BY {order}), '{{}}') FROM app.tags WHERE post_count > 0 AND starts_with(tag, $1)",
            prefix));
    }

    [Theory]
    [InlineData("-postCount")]
    [InlineData("tag")]
    public async Task Every_tag_comes_once_while_others_come_into_use(string sort)
    {
        await ArrangeAsync();
        var author = await api.SignedInAsync();
        var before = await NamesAsync($"/api/v1/tags?sort={sort}&limit=100");

        var listed = (await api.Anonymous().WalkAsync(
            $"/api/v1/tags?sort={sort}&limit=7", page => author.PublishedAsync(
                tags: [$"new-{page}-{Guid.NewGuid():N}", $"a{page}{Guid.NewGuid():N}"]))).Select(Name).ToArray();

        listed.ShouldBeUnique();
        listed.Where(before.Contains).ShouldBe(before);
    }

    [Fact]
    public async Task A_cursor_is_valid_in_its_own_order_only()
    {
        await ArrangeAsync();
        foreach (var (sort, other) in new[] { ("-postCount", "tag"), ("tag", "-postCount") })
        {
            var cursor = (await api.Anonymous().PageAsync($"/api/v1/tags?sort={sort}&limit=1")).GetProperty("next").GetString();

            await Problem.AssertAsync(
                await api.Anonymous()
                    .GetAsync($"/api/v1/tags?sort={other}&limit=1&cursor={cursor}"), HttpStatusCode.BadRequest, "page.cursor_invalid");
        }
    }

    [Fact]
    public async Task Says_which_orders_there_are()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/tags?sort=postCount");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("sort")
            .ShouldBe(["Must be one of: -postCount, tag."]);
    }

    private static string Name(JsonElement tag) => tag.GetProperty("tag").GetString()!;

    private async Task<string[]> NamesAsync(string address) => [.. (await api.Anonymous().WalkAsync(address)).Select(Name)];

    /// <summary>Tags on few different numbers of posts, some of them out of use.</summary>
    private async Task ArrangeAsync() => await api.Superuser.ExecuteAsync(
        """
        INSERT INTO app.tags (tag, post_count)
        SELECT (ARRAY['a', 'b', 'ü', 'b+', '日'])[1 + n % 5] || substr(md5(random()::text), 1, 8), n % 4 FROM generate_series(1, 40) AS n
        """);
}
