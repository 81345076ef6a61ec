using System.Net;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class ListPostsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Pages_hold_every_post_once_while_others_publish()
    {
        var author = await api.SignedInAsync();
        var posts = new List<Guid>();
        for (var i = 0; i < 12; i++)
        {
            posts.Insert(0, (await author.PublishedAsync($"Post {i}", tags: ["paging"])).Id);
        }

        var all = (await api.Anonymous().WalkAsync("/api/v1/posts?limit=3", _ => author.PublishedAsync("Later"))).Ids();

        all.ShouldBeUnique();
        all.Where(posts.Contains).ShouldBe(posts);
    }

    [Fact]
    public async Task Posts_of_one_instant_are_ordered_by_their_ids()
    {
        var author = await api.SignedInAsync();
        var posts = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            posts.Add((await author.PublishedAsync(tags: ["instant"])).Id);
        }

        await api.Superuser.ExecuteAsync("UPDATE app.posts SET published_at = '2020-01-01Z' WHERE author_id = $1", author.UserId);

        foreach (var address in new[] { "/api/v1/posts?limit=2", $"/api/v1/posts?author={author.UserId}&limit=2",
            $"/api/v1/users/{author.UserId}/posts?limit=2", "/api/v1/tags/instant/posts?limit=2" })
        {
            (await api.Anonymous().WalkAsync(address)).Ids().Where(posts.Contains).ShouldBe(posts.OrderDescending(), address);
        }
    }

    [Fact]
    public async Task Shows_what_is_published_and_nothing_else()
    {
        var author = await api.SignedInAsync();
        var shown = (await author.PublishedAsync(tags: ["visible"])).Id;
        await author.DraftAsync(tags: ["visible"]);
        await author.StepAsync((await author.PublishedAsync(tags: ["visible"])).Id, "archive");
        await author.DeleteAsync($"/api/v1/posts/{(await author.PublishedAsync(tags: ["visible"])).Id}");
        var hidden = (await author.PublishedAsync(tags: ["visible"])).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET status = 'hidden' WHERE id = $1", hidden);

        foreach (var address in new[] { $"/api/v1/posts?author={author.UserId}", "/api/v1/posts?tag=visible", "/api/v1/tags/visible/posts",
            "/api/v1/posts/search?q=title&tag=visible" })
        {
            var items = (await author.PageAsync(address)).Items();
            items.Select(i => i.TryGetProperty("post", out var post) ? post : i).Ids().ShouldBe([shown], address);
        }

        (await author.PageAsync("/api/v1/posts?status=hidden")).Items().Ids().ShouldBe([hidden]);
        (await author.PageAsync("/api/v1/tags?q=visible")).Items().ShouldHaveSingleItem().GetProperty("postCount").GetInt32().ShouldBe(1);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{hidden}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await api.Anonymous().PageAsync($"/api/v1/users/{author.UserId}/posts")).Items().Ids().ShouldBe([shown]);
    }

    [Fact]
    public async Task Lists_only_the_posts_of_the_caller_by_status()
    {
        var author = await api.SignedInAsync();
        var draft = (await author.DraftAsync(tags: ["mine"])).Id;
        var other = (await author.DraftAsync()).Id;
        var archived = (await author.PublishedAsync()).Id;
        await author.StepAsync(archived, "archive");

        (await author.PageAsync("/api/v1/posts?status=draft")).Items().Ids().ShouldBe([other, draft]);
        (await author.PageAsync("/api/v1/posts?status=draft&tag=mine")).Items().Ids().ShouldBe([draft]);
        (await author.PageAsync("/api/v1/posts?status=archived")).Items().Ids().ShouldBe([archived]);
        (await (await api.SignedInAsync(UserRole.Moderator)).PageAsync($"/api/v1/posts?status=draft&author={author.UserId}"))
            .Items()
            .Ids()
            .ShouldBe([other, draft]);
        (await (await api.SignedInAsync()).PageAsync($"/api/v1/posts?status=draft&author={author.UserId}")).Items().ShouldBeEmpty();
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/posts?status=draft"), HttpStatusCode.Unauthorized, "post.sign_in_required");
    }

    [Fact]
    public async Task The_list_of_an_author_shows_drafts_to_the_author_alone()
    {
        var author = await api.SignedInAsync();
        var published = (await author.PublishedAsync()).Id;
        var draft = (await author.DraftAsync()).Id;

        (await author.PageAsync($"/api/v1/users/{author.UserId}/posts")).Items().Ids().ShouldBe([draft, published]);
        (await api.Anonymous().PageAsync($"/api/v1/users/{author.UserId}/posts")).Items().Ids().ShouldBe([published]);
    }

    [Fact]
    public async Task Tells_authors_counts_and_the_last_comment()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("Talked about", new string('x', 400), ["talk"]);
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, created_at) VALUES ($1, $2, 'a', '2026-01-01Z'), ($1, $2, 'b', "
            + "'2026-01-03Z'), ($1, $2, 'c', '2026-01-02Z')",
            post.Id,
            author.UserId);

        var item = (await api.Anonymous().PageAsync("/api/v1/tags/talk/posts")).Items().ShouldHaveSingleItem();

        item.GetProperty("author").GetProperty("username").GetString().ShouldBe(author.Username);
        item.GetProperty("commentCount").GetInt32().ShouldBe(3);
        item.GetProperty("lastCommentAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));
        item.GetProperty("excerpt").GetString()!.Length.ShouldBe(280);
        item.TryGetProperty("body", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?tag=%3F", "tag")]
    [InlineData("?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor")]
    public async Task Names_the_parameter_that_breaks_a_rule(string query, string field)
    {
        var response = await api.Anonymous().GetAsync("/api/v1/posts" + query);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var code = field == "cursor" ? "page.cursor_invalid" : "validation.failed";
        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, code)).Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_cursor_serves_the_list_that_it_came_from()
    {
        var author = await api.SignedInAsync();
        await author.PublishedAsync(tags: ["one"]);
        await author.PublishedAsync(tags: ["one"]);

        var cursor = (await api.Anonymous().PageAsync("/api/v1/posts?tag=one&limit=1")).GetProperty("next").GetString();
        var elsewhere = await api.Anonymous().GetAsync($"/api/v1/posts?tag=two&limit=1&cursor={cursor}");

        await Problem.AssertAsync(elsewhere, HttpStatusCode.BadRequest, "page.cursor_invalid");
        (await api.Anonymous().PageAsync($"/api/v1/posts?tag=ONE&limit=1&cursor={cursor}")).Items().Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/v1/posts")]
    [InlineData("/api/v1/posts?tag=cheap")]
    [InlineData("/api/v1/posts?author={author}")]
    [InlineData("/api/v1/users/{author}/posts")]
    [InlineData("/api/v1/tags")]
    [InlineData("/api/v1/posts/search?q=title")]
    public async Task Costs_one_statement(string address)
    {
        var author = await api.SignedInAsync();
        for (var i = 0; i < 3; i++)
        {
            await author.PublishedAsync(tags: ["cheap"]);
        }

        using var statements = StatementCounter.Start();
        await api.Anonymous().PageAsync(address.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal));

        statements.Count.ShouldBe(1, string.Join("\n---\n", statements.Statements));
    }
}
