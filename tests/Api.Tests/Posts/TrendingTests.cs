using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class TrendingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Two_for_a_comment_and_a_tenth_for_a_view_of_the_last_days()
    {
        var author = await api.SignedInAsync();
        var (talked, read) = ((await author.PublishedAsync("Talked about")).Id, (await author.PublishedAsync("Read")).Id);
        await CommentAsync(talked, author.UserId, 3, daysAgo: 0);
        await CommentAsync(talked, author.UserId, 1, daysAgo: 6);
        await CommentAsync(talked, author.UserId, 5, daysAgo: 7);
        await ViewAsync(talked, 4);
        await ViewAsync(read, 70);
        await CommentAsync(read, author.UserId, 1, daysAgo: 0);
        await api.Superuser.ExecuteAsync("UPDATE app.comments SET is_approved = false WHERE post_id = $1", read);

        var trending = await api.Anonymous().PageAsync("/api/v1/posts/trending");

        Of(trending, talked).ShouldBe((8.4m, 4, 4));
        Of(trending, read).ShouldBe((7.0m, 0, 70));
        Of(await api.Anonymous().PageAsync("/api/v1/posts/trending?days=8"), talked).ShouldBe((18.4m, 9, 4));
        Of(await api.Anonymous().PageAsync("/api/v1/posts/trending?days=1"), talked).ShouldBe((6.4m, 3, 4));
        // The comment of six days ago is worth an eighth.
        Of(await api.Anonymous().PageAsync("/api/v1/posts/trending?halfLife=2"), talked).Score.ShouldBe(6.65m);
        var order = trending.Items().Select(i => i.GetProperty("post")).Ids().ToList();
        order.IndexOf(talked).ShouldBeLessThan(order.IndexOf(read));
    }

    [Fact]
    public async Task Hidden_posts_and_posts_of_blocked_authors_do_not_trend()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var posts = new List<Guid>();
        foreach (var status in new[] { "published", "hidden", "archived" })
        {
            posts.Add((await author.PublishedAsync()).Id);
            await CommentAsync(posts[^1], author.UserId, 20, daysAgo: 0);
            await api.Superuser.ExecuteAsync("UPDATE app.posts SET status = $2 WHERE id = $1", posts[^1], status);
        }

        (await TrendsAsync(api.Anonymous())).Intersect(posts).ShouldBe([posts[0]]);
        (await TrendsAsync(author)).Intersect(posts).ShouldBe([posts[0]]);
        (await reader.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await TrendsAsync(reader)).Intersect(posts).ShouldBeEmpty();

        (await author.DeleteAsync($"/api/v1/posts/{posts[0]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await TrendsAsync(api.Anonymous())).Intersect(posts).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("days=0", "days")]
    [InlineData("days=91", "days")]
    [InlineData("halfLife=0", "halfLife")]
    [InlineData("limit=101", "limit")]
    public async Task Limits_are_reported(string query, string field) =>
        (await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/posts/trending?{query}"), HttpStatusCode.BadRequest, "validation.failed"))
            .Errors(field).ShouldNotBeEmpty();

    private static async Task<Guid[]> TrendsAsync(HttpClient client) =>
        (await client.PageAsync("/api/v1/posts/trending?limit=100")).Items().Select(i => i.GetProperty("post")).Ids();

    private static (decimal Score, long Comments, long Views) Of(JsonElement trending, Guid post)
    {
        var item = trending.Items().Single(i => i.GetProperty("post").GetProperty("id").GetGuid() == post);
        return (item.GetProperty("score").GetDecimal(), item.GetProperty("comments").GetInt64(), item.GetProperty("views").GetInt64());
    }

    private Task<int> CommentAsync(Guid post, Guid author, int times, int daysAgo) => api.Superuser.ExecuteAsync(
        "INSERT INTO app.comments (post_id, author_id, body, created_at) SELECT $1, $2, 'x', now() - $4 * interval '1 day' FROM "
        + "generate_series(1, $3)", post, author, times, daysAgo);

    private Task<int> ViewAsync(Guid post, int times) =>
        api.Superuser.ExecuteAsync("UPDATE app.post_stats SET view_count = view_count + $2 WHERE post_id = $1", post, times);
}
