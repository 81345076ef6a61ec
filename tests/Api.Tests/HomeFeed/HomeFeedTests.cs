using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Infrastructure.Posts;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agora.Api.Tests.HomeFeed;

public sealed class HomeFeedTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Brings_posts_with_the_tags_that_one_writes_comments_and_reads_about_and_says_so()
    {
        var (reader, writer) = (await api.SignedInAsync(), await api.SignedInAsync());
        var own = (await reader.PublishedAsync(tags: ["f-wrote"])).Id;
        var commented = (await writer.PublishedAsync(tags: ["f-commented"])).Id;
        var read = (await writer.PublishedAsync(tags: ["f-read"])).Id;
        var other = (await writer.PublishedAsync(tags: ["f-unknown"])).Id;
        var written = (await writer.PublishedAsync(tags: ["f-wrote", "f-read"])).Id;
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'x')", commented, reader.UserId);
        (await reader.GetAsync($"/api/v1/posts/{read}")).EnsureSuccessStatusCode();
        await api.Services.GetServices<IHostedService>().OfType<PostViewFlusher>().Single().FlushAsync(CancellationToken.None);

        var feed = (await reader.PageAsync("/api/v1/feed")).Items();

        Posts(feed).ShouldBe([written, read, commented]);
        feed[0].GetProperty("reason").GetString().ShouldBe("tags");
        feed[0].GetProperty("matchingTags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["f-read", "f-wrote"]);
        Posts(feed).ShouldNotContain(own);
        Posts(feed).ShouldNotContain(other);
    }

    [Fact]
    public async Task Brings_posts_of_those_whom_one_follows_page_by_page()
    {
        var (reader, star) = (await api.SignedInAsync(), await api.SignedInAsync());
        (await reader.PutAsync($"/api/v1/users/me/following/{star.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var posts = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            posts.Add((await star.PublishedAsync()).Id);
        }

        await star.DraftAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.posts SET published_at = '2025-01-01Z' WHERE author_id = $1 AND published_at IS NOT NULL", star.UserId);

        var feed = await reader.WalkAsync("/api/v1/feed?limit=2");

        Posts(feed).ShouldBe(posts.OrderDescending());
        feed.ShouldAllBe(i => i.GetProperty("reason").GetString() == "followedAuthor");
        (await reader.DeleteAsync($"/api/v1/posts/{posts[0]}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await star.DeleteAsync($"/api/v1/posts/{posts[0]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET status = 'hidden' WHERE id = $1", posts[1]);
        Posts(await reader.WalkAsync("/api/v1/feed?limit=2")).ShouldBe(posts.Skip(2).OrderDescending());
    }

    [Fact]
    public async Task Finds_posts_of_others_after_many_own_and_blocked_ones()
    {
        var (reader, writer, blocked) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var posts = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            posts.Add((await writer.PublishedAsync(tags: ["f-deep"])).Id);
        }

        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at, tags)
            SELECT (ARRAY[$1, $2])[1 + n % 2], 't', 'b', 'published', now() + n * interval '1 second', ARRAY['f-deep']
                   FROM generate_series(1, 150) AS n
            """,
            reader.UserId,
            blocked.UserId);
        await reader.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null);

        Posts(await reader.WalkAsync("/api/v1/feed?limit=2")).ShouldBe(posts.OrderDescending());
    }

    [Fact]
    public async Task Shows_a_new_user_trending_posts_without_blocked_authors()
    {
        var (newcomer, author, blocked) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var (trending, theirs) = ((await author.PublishedAsync()).Id, (await blocked.PublishedAsync()).Id);
        await api.Superuser.ExecuteAsync("UPDATE app.post_stats SET view_count = 1000 WHERE post_id IN ($1, $2)", trending, theirs);
        (await newcomer.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var feed = (await newcomer.PageAsync("/api/v1/feed?limit=100")).Items();

        Posts(feed).ShouldContain(trending);
        Posts(feed).ShouldNotContain(theirs);
        feed.ShouldAllBe(i => i.GetProperty("reason").GetString() == "trending");
        await Problem.AssertAsync(await api.Anonymous().GetAsync("/api/v1/feed"), HttpStatusCode.Unauthorized, "auth.required");
    }

    private static Guid[] Posts(IEnumerable<JsonElement> feed) => feed.Select(i => i.GetProperty("post")).Ids();
}
