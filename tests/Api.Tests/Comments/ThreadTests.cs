using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Comments;

public sealed class ThreadTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Orders_a_thread_depth_first_by_time_or_by_its_beginnings()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var a = (await author.CommentAsync(post, "a")).Id;
        var b = (await author.CommentAsync(post, "b")).Id;
        var a1 = (await author.CommentAsync(post, "a1", a)).Id;
        await author.CommentAsync(post, "b1", b);
        await author.CommentAsync(post, "a11", a1);
        await author.CommentAsync(post, "a2", a);
        await author.CommentAsync(post, "c");

        foreach (var limit in new[] { 1, 3, 100 })
        {
            var reader = api.Anonymous();
            (await reader.ThreadAsync(post, "thread", limit)).ShouldBe(["a", "-a1", "--a11", "-a2", "b", "-b1", "c"]);
            (await reader.ThreadAsync(post, "oldest", limit)).ShouldBe(["a", "b", "-a1", "-b1", "--a11", "-a2", "c"]);
            (await reader.ThreadAsync(post, "newest", limit)).ShouldBe(["c", "-a2", "--a11", "-b1", "-a1", "b", "a"]);
            (await reader.ThreadAsync(post, "roots", limit)).ShouldBe(["c", "b", "a"]);
            (await reader.WalkAsync($"/api/v1/comments/{a}/replies?limit={limit}")).Select(CommentRequests.Line).ShouldBe(["-a1", "-a2"]);
        }

        (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/comments?order=roots")).Items()
            .Select(c => c.GetProperty("replyCount").GetInt32()).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Renders_texts_on_request_wherever_comments_are_read()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var root = (await author.CommentAsync(post, "Some **bold** words and <b>markup</b>")).Id;
        await author.CommentAsync(post, "*reply*", root);
        await author.DeleteAsync(new Uri($"/api/v1/comments/{root}", UriKind.Relative));
        var other = (await author.CommentAsync(post, "[away](javascript:alert(1))")).Id;

        var thread = await HtmlAsync($"/api/v1/posts/{post}/comments?include=html");
        var replies = await HtmlAsync($"/api/v1/comments/{root}/replies?include=html");
        var authored = await HtmlAsync($"/api/v1/users/{author.UserId}/comments?include=html");
        var alone = await api.Anonymous().PageAsync($"/api/v1/comments/{other}?include=html");

        thread.ShouldBe([null, "<p><em>reply</em></p>\n", "<p>away</p>\n"]);
        replies.ShouldBe(["<p><em>reply</em></p>\n"]);
        authored.Length.ShouldBe(2);
        authored.ShouldContain("<p><em>reply</em></p>\n");
        alone.GetProperty("html").GetString().ShouldBe(thread[2]);
        (await HtmlAsync($"/api/v1/posts/{post}/comments")).ShouldBe([null, null, null]);
    }

    [Fact]
    public async Task Pages_hold_every_comment_once_while_others_write()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var written = new List<Guid>();
        for (var i = 0; i < 9; i++)
        {
            written.Add((await author.CommentAsync(post, $"{i}", i % 3 == 0 ? null : written[i / 3 * 3])).Id);
        }

        foreach (var order in new[] { "thread", "oldest", "newest" })
        {
            var ids = (await author.WalkAsync(
                $"/api/v1/posts/{post}/comments?order={order}&limit=2", _ => author.CommentAsync(post, "later", written[0]))).Ids();

            ids.ShouldBeUnique();
            ids.Where(written.Contains).ShouldBe(written, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task What_is_deleted_leaves_a_place_while_a_reply_lives_and_vanishes_without()
    {
        var author = await api.SignedInAsync();
        var other = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var top = (await author.CommentAsync(post, "top secret")).Id;
        var middle = (await author.CommentAsync(post, "middle secret", top)).Id;
        var leaf = (await other.CommentAsync(post, "leaf", middle)).Id;
        await author.CommentAsync(post, "last");

        await author.DeleteCommentAsync(top);
        await author.DeleteCommentAsync(middle);

        foreach (var reader in new[] { api.Anonymous(), author, await api.SignedInAsync(UserRole.Moderator) })
        {
            (await reader.ThreadAsync(post)).ShouldBe(["(deleted)", "-(deleted)", "--leaf", "last"]);
            var raw = (await reader.PageAsync($"/api/v1/posts/{post}/comments")).GetRawText();
            raw.ShouldNotContain("secret");
            var tombstone = (await reader.PageAsync($"/api/v1/posts/{post}/comments")).Items()[0];
            tombstone.GetProperty("author").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        }

        (await api.Anonymous().ThreadAsync(post, "roots")).ShouldBe(["last", "(deleted)"]);
        (await api.Anonymous().PageAsync($"/api/v1/comments/{top}/replies")).Items().Select(CommentRequests.Line).ShouldBe(["-(deleted)"]);
        (await author.CountedAsync(post)).Count.ShouldBe(2);

        await other.DeleteCommentAsync(leaf);
        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["last"]);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/comments/{top}/replies"), HttpStatusCode.NotFound, "comment.not_found");

        await other.PostAsync($"/api/v1/comments/{leaf}/restore", null);
        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["(deleted)", "-(deleted)", "--leaf", "last"]);
        await author.PostAsync($"/api/v1/comments/{middle}/restore", null);
        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["(deleted)", "-middle secret", "--leaf", "last"]);
    }

    [Fact]
    public async Task A_thread_is_as_public_as_its_post()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = (await (await api.SignedInAsync()).CommentAsync(post)).Id;
        await author.StepAsync(post, "archive");

        (await author.ThreadAsync(post)).ShouldBe(["Well said"]);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/posts/{post}/comments"), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/comments/{comment}"), HttpStatusCode.NotFound, "comment.not_found");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/comments/{comment}/replies"), HttpStatusCode.NotFound, "comment.not_found");

        await author.StepAsync(post, "publish");
        await author.DeleteAsync($"/api/v1/posts/{post}");
        await Problem.AssertAsync(await author.GetAsync($"/api/v1/posts/{post}/comments"), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/posts/{Guid.NewGuid()}/comments"), HttpStatusCode.NotFound, "post.not_found");
    }

    [Fact]
    public async Task A_block_hides_what_the_other_said_and_keeps_the_replies_of_others()
    {
        var (author, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var answered = (await other.CommentAsync(post, "answered")).Id;
        await author.CommentAsync(post, "answer", answered);
        await other.CommentAsync(post, "alone");
        await api.Superuser.ExecuteAsync("INSERT INTO app.blocks (blocker_id, blocked_id) VALUES ($1, $2)", author.UserId, other.UserId);

        (await author.ThreadAsync(post)).ShouldBe(["(hidden)", "-answer"]);
        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["answered", "-answer", "alone"]);
        await Problem.AssertAsync(await other.GetAsync($"/api/v1/posts/{post}/comments"), HttpStatusCode.NotFound, "post.not_found");
    }

    [Fact]
    public async Task A_post_without_comments_has_an_empty_page()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;

        (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/comments")).GetRawText().ShouldBe("""{"items":[],"next":null}""");
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_thread_and_its_order()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await author.CommentAsync(post);
        await author.CommentAsync(post);
        var next = (await author.PageAsync($"/api/v1/posts/{post}/comments?limit=1")).GetProperty("next").GetString();

        foreach (var address in new[] { $"/api/v1/posts/{post}/comments?order=newest&cursor={next}",
            $"/api/v1/posts/{Guid.NewGuid()}/comments?cursor={next}" })
        {
            await Problem.AssertAsync(await author.GetAsync(address), HttpStatusCode.BadRequest, "page.cursor_invalid");
        }
    }

    [Fact]
    public async Task Lists_what_a_person_said_as_far_as_one_may_read_it()
    {
        var author = await api.SignedInAsync();
        var speaker = await api.SignedInAsync();
        var (post, archived) = ((await author.PublishedAsync("Shown")).Id, (await author.PublishedAsync()).Id);
        var said = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            said.Insert(0, (await speaker.CommentAsync(post, $"{i}")).Id);
        }

        await speaker.CommentAsync(archived);
        await author.StepAsync(archived, "archive");
        await speaker.DeleteCommentAsync((await speaker.CommentAsync(post)).Id);

        var listed = await api.Anonymous().WalkAsync($"/api/v1/users/{speaker.UserId}/comments?limit=2");

        listed.Ids().ShouldBe(said);
        listed[0].GetProperty("postTitle").GetString().ShouldBe("Shown");
    }

    private async Task<string?[]> HtmlAsync(string address) =>
        [.. (await api.Anonymous().PageAsync(address)).Items().Select(c => c.GetProperty("html").GetString())];
}
