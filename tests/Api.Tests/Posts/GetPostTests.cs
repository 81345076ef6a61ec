using System.Net;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class GetPostTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Shows_a_draft_to_its_author_and_to_staff_alone()
    {
        var author = await api.SignedInAsync();
        var draft = (await author.DraftAsync()).Id;

        await StatusIsAsync(author, draft, HttpStatusCode.OK);
        await StatusIsAsync(await api.SignedInAsync(UserRole.Moderator), draft, HttpStatusCode.OK);
        await StatusIsAsync(await api.SignedInAsync(UserRole.Admin), draft, HttpStatusCode.OK);
        await StatusIsAsync(await api.SignedInAsync(), draft, HttpStatusCode.NotFound);
        await StatusIsAsync(api.Anonymous(), draft, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Shows_an_archived_post_to_its_author_alone()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await author.StepAsync(post, "archive");

        await StatusIsAsync(author, post, HttpStatusCode.OK);
        await StatusIsAsync(api.Anonymous(), post, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Reads_the_titles_of_many_posts_in_the_order_asked_for_and_leaves_out_what_is_not_to_be_seen()
    {
        var author = await api.SignedInAsync();
        var (one, draft, gone) =
            ((await author.PublishedAsync("One")).Id, (await author.DraftAsync()).Id, (await author.PublishedAsync()).Id);
        var two = (await author.PublishedAsync("Two")).Id;
        await author.DeleteAsync(new Uri($"/api/v1/posts/{gone}", UriKind.Relative));
        var address = $"/api/v1/posts/titles?ids={two},{gone},{draft},{one},{Guid.CreateVersion7()},{two}";

        (await api.Anonymous().PageAsync(address)).Items().Ids().ShouldBe([two, one]);
        (await author.PageAsync(address)).Items().Ids().ShouldBe([two, draft, one]);
        foreach (var wrong in new[] { "", "none", $"{one},", string.Join(
            ',', Enumerable.Range(0, 101).Select(_ => Guid.CreateVersion7())) })
        {
            (await Problem.AssertAsync(
                await author.GetAsync($"/api/v1/posts/titles?ids={wrong}"),
                HttpStatusCode.BadRequest,
                "validation.failed")).Errors("ids").ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Renders_the_body_on_request_and_reads_the_excerpt_as_text()
    {
        var author = await api.SignedInAsync();
        var body = "# A title\n\nSome **bold** words, [a link](https://example.org) and <script>alert(1)</script>\n"
            + string.Join(' ', Enumerable.Repeat("word", 300));
        var post = await author.PublishedAsync("Rendered", body, tags: ["rendered"]);

        var plain = await api.Anonymous().PageAsync($"/api/v1/posts/{post.Id}");
        var rendered = await api.Anonymous().PageAsync($"/api/v1/posts/{post.Id}?include=html");
        var listed = (await api.Anonymous().PageAsync("/api/v1/tags/rendered/posts")).Items()[0];

        plain.GetProperty("html").ValueKind.ShouldBe(JsonValueKind.Null);
        plain.GetProperty("readingMinutes").GetInt32().ShouldBe(2);
        rendered.GetProperty("html").GetString()!.ShouldStartWith(
            "<h1>A title</h1>\n<p>Some <strong>bold</strong> words, <a href=\"https://example.org\" rel=\"nofollow ugc noopener "
            + "noreferrer\">a link</a> and &lt;script&gt;");
        listed.GetProperty("excerpt")
            .GetString()!.ShouldStartWith("A title Some bold words, a link and <script>alert(1)</script> word word");
    }

    [Fact]
    public async Task Says_that_nothing_changed_since_the_tag()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        var same = await author.GetIfChangedAsync(post.Id, post.ETag);
        await author.PatchPostAsync(post.Id, post.ETag, new { title = "Another" });
        var changed = await author.GetIfChangedAsync(post.Id, post.ETag);

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag!.Tag.ShouldBe(post.ETag);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldBe("\"2-0-0-0\"");
    }

    [Fact]
    public async Task Another_comment_is_another_tag_and_not_another_version()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body) VALUES ($1, $2, 'First')", post.Id, author.UserId);

        var read = await SentPost.ReadAsync(await author.GetAsync($"/api/v1/posts/{post.Id}"), HttpStatusCode.OK);

        read.ETag.ShouldBe("\"1-1-0-0\"");
        read.Body.GetProperty("commentCount").GetInt32().ShouldBe(1);
        (await author.PatchPostAsync(
            post.Id, post.ETag, new { title = "Edited before the comment was seen" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Outlives_the_account_of_its_author_without_a_name()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", author.UserId);

        var read = await api.Anonymous().PageAsync($"/api/v1/posts/{post}");

        read.GetProperty("author").GetProperty("id").GetGuid().ShouldBe(author.UserId);
        read.GetProperty("author").GetProperty("username").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task An_unknown_post_is_not_found()
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/posts/{Guid.NewGuid()}");

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "post.not_found");
        (await api.Anonymous().GetAsync("/api/v1/posts/not-a-uuid")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Costs_one_statement()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;

        using var statements = StatementCounter.Start();
        await api.Anonymous().GetAsync($"/api/v1/posts/{post}");

        statements.Count.ShouldBe(1, string.Join("\n---\n", statements.Statements));
    }

    private static async Task StatusIsAsync(HttpClient client, Guid postId, HttpStatusCode expected) =>
        (await client.GetAsync($"/api/v1/posts/{postId}")).StatusCode.ShouldBe(expected);
}
