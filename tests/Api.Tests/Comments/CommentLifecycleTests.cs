using System.IO.Compression;
using System.Net;
using System.Text;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Comments;

public sealed class CommentLifecycleTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task An_edit_changes_the_text_and_says_so()
    {
        var author = await api.SignedInAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id, "Before");

        var same = await SentComment.ReadAsync(
            await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Before" }), HttpStatusCode.OK);
        var edited = await SentComment.ReadAsync(
            await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "After" }), HttpStatusCode.OK);

        same.Body.GetRawText().ShouldBe(comment.Body.GetRawText());
        edited.Body.GetProperty("body").GetString().ShouldBe("After");
        edited.Body.GetProperty("editedAt").GetString().ShouldNotBeNull();
        edited.ETag.ShouldBe("\"2-0-0\"");
    }

    [Fact]
    public async Task Of_many_edits_at_once_one_wins_and_each_names_its_version()
    {
        var author = await api.SignedInAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id);

        await Problem.AssertAsync(
            await author.PatchCommentAsync(
                comment.Id, null, new { body = "x" }), HttpStatusCode.PreconditionRequired, "request.if_match_required");
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => author.PatchCommentAsync(comment.Id, comment.ETag, new { body = $"Editor {i}" })));

        responses.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        responses.Count(r => r.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(5);
    }

    [Fact]
    public async Task The_comment_of_another_person_is_read_and_not_changed()
    {
        var author = await api.SignedInAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id);
        var (other, moderator, admin) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Admin));

        await Problem.AssertAsync(
            await other.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Mine" }),
            HttpStatusCode.Forbidden,
            "comment.author_only");
        await Problem.AssertAsync(
            await other.DeleteAsync($"/api/v1/comments/{comment.Id}"), HttpStatusCode.Forbidden, "comment.author_only");
        await Problem.AssertAsync(
            await other.PostAsync($"/api/v1/comments/{comment.Id}/restore", null), HttpStatusCode.Forbidden, "comment.author_only");
        await Problem.AssertAsync(
            await moderator.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Mine" }),
            HttpStatusCode.Forbidden,
            "comment.author_only");
        await Problem.AssertAsync(
            await admin.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Corrected" }),
            HttpStatusCode.BadRequest,
            "moderation.reason_required");
        (await api.Anonymous().DeleteAsync($"/api/v1/comments/{comment.Id}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("block")]
    [InlineData("archive")]
    [InlineData("delete")]
    [InlineData("delete by staff")]
    [InlineData("rejection")]
    public async Task Authors_keep_their_comments_in_every_state_of_the_post(string fate)
    {
        var (host, author, stranger) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await host.PublishedAsync()).Id;
        var comment = await author.CommentAsync(post, "My words");
        await (await api.SignedInAsync()).CommentAsync(post, "A reply", comment.Id);
        var own = $"/api/v1/users/{author.UserId}/comments?count=exact";
        await BefallAsync();

        (await author.PageAsync($"/api/v1/comments/{comment.Id}?include=html")).GetProperty("body").GetString().ShouldBe("My words");
        var listed = await author.PageAsync(own);
        listed.Items().ShouldHaveSingleItem().GetProperty("postTitle").GetString().ShouldBeNull();
        listed.GetProperty("total").GetProperty("rows").GetInt64().ShouldBe(1);
        (await author.PageAsync($"/api/v1/users/{author.UserId}/stats")).GetProperty("comments").GetInt32().ShouldBe(1);
        (await author.PageAsync($"/api/v1/comments/{comment.Id}/versions")).Items().ShouldHaveSingleItem();
        (await author.PageAsync($"/api/v1/comments/{comment.Id}/replies")).Items()
            .ShouldBeEmpty("what others replied is hidden with the post");
        (await author.PageAsync($"/api/v1/comments/{comment.Id}/versions/as-of?at=2999-01-01T00:00:00Z")).GetRawText()
            .ShouldContain("My words");
        Encoding.UTF8.GetString(await ExportedCommentsAsync()).ShouldContain("My words");

        var isInTrash = fate.StartsWith("delete", StringComparison.Ordinal);
        var edited = await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Better words" });
        if (isInTrash)
        {
            await Problem.AssertAsync(edited, HttpStatusCode.NotFound, "post.not_found");
        }
        else
        {
            edited.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await author.DeleteCommentAsync(comment.Id);
        (await author.PageAsync("/api/v1/comments/trash"))
            .Items()
            .ShouldHaveSingleItem()
            .GetProperty("body")
            .GetString()
            .ShouldBe(isInTrash ? "My words" : "Better words");
        (await author.PageAsync(own)).Items().ShouldBeEmpty();
        (await author.PostAsync($"/api/v1/comments/{comment.Id}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Whose post it is, and what others said under it, stays as hidden as it was.
        await Problem.AssertAsync(await author.GetAsync($"/api/v1/posts/{post}"), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await author.GetAsync($"/api/v1/posts/{post}/comments"), HttpStatusCode.NotFound, "post.not_found");
        (await author.TryCommentAsync(post)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var visible = fate == "block";
        (await stranger.GetAsync($"/api/v1/comments/{comment.Id}")).StatusCode.ShouldBe(
            visible ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        (await stranger.PageAsync(own)).Items().Length.ShouldBe(visible ? 1 : 0);
        (await stranger.PageAsync($"/api/v1/users/{author.UserId}/stats")).GetProperty("comments").GetInt32().ShouldBe(visible ? 1 : 0);

        async Task BefallAsync()
        {
            var staff = await api.SignedInAsync(UserRole.Moderator);
            var response = fate switch
            {
                "block" => await host.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null),
                "archive" => await host.PostAsync($"/api/v1/posts/{post}/archive", null),
                "delete" => await host.DeleteAsync($"/api/v1/posts/{post}"),
                "delete by staff" => await staff.DeleteAsync($"/api/v1/posts/{post}?reason=Because"),
                _ => await RejectAsync(staff),
            };
            response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        }

        async Task<HttpResponseMessage> RejectAsync(TestClient staff)
        {
            await stranger.FlagPostAsync(post);
            return await staff.DecideAsync((await host.OwnCaseAsync()).Id(), "reject");
        }

        async Task<byte[]> ExportedCommentsAsync()
        {
            await using var zip = new ZipArchive(new MemoryStream(await author.GetByteArrayAsync("/api/v1/users/me/export")));
            await using var entry = await zip.GetEntry("comments.json")!.OpenAsync();
            using var text = new MemoryStream();
            await entry.CopyToAsync(text);
            return text.ToArray();
        }
    }

    [Fact]
    public async Task A_deleted_comment_is_gone_until_its_author_restores_it()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = await author.CommentAsync(post);
        var counted = await author.CountedAsync(post);

        await author.DeleteCommentAsync(comment.Id);

        await Problem.AssertAsync(await author.DeleteAsync($"/api/v1/comments/{comment.Id}"), HttpStatusCode.NotFound, "comment.in_trash");
        await Problem.AssertAsync(await author.GetAsync($"/api/v1/comments/{comment.Id}"), HttpStatusCode.NotFound, "comment.in_trash");
        await Problem.AssertAsync(
            await author.PatchCommentAsync(comment.Id, "\"2-0-0\"", new { body = "x" }), HttpStatusCode.NotFound, "comment.in_trash");
        (await author.CountedAsync(post)).ShouldBe((0, null));
        (await author.PageAsync("/api/v1/comments/trash"))
            .Items()
            .ShouldHaveSingleItem()
            .GetProperty("deletedBy")
            .GetString()
            .ShouldBe("author");

        var restored = await SentComment.ReadAsync(
            await author.PostAsync($"/api/v1/comments/{comment.Id}/restore", null), HttpStatusCode.OK);
        var again = await SentComment.ReadAsync(await author.PostAsync($"/api/v1/comments/{comment.Id}/restore", null), HttpStatusCode.OK);

        again.Body.GetRawText().ShouldBe(restored.Body.GetRawText());
        (await author.CountedAsync(post)).ShouldBe(counted);
        (await author.PageAsync("/api/v1/comments/trash")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_removed_a_comment_restores_it_and_staff_say_why()
    {
        var author = await api.SignedInAsync();
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id);
        var path = $"/api/v1/comments/{comment.Id}";

        await Problem.AssertAsync(await moderator.DeleteAsync(path), HttpStatusCode.BadRequest, "moderation.reason_required");
        (await moderator.DeleteAsync($"{path}?reason=Because")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await author.PostAsync($"{path}/restore", null), HttpStatusCode.Forbidden, "comment.removed_by_staff");
        await Problem.AssertAsync(
            await moderator.PostAsync($"{path}/restore", null), HttpStatusCode.BadRequest, "moderation.reason_required");
        (await moderator.PostAsync($"{path}/restore?reason=A%20mistake", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await author.DeleteCommentAsync(comment.Id);
        await Problem.AssertAsync(
            await moderator.PostAsync($"{path}/restore?reason=Because", null), HttpStatusCode.Forbidden, "comment.removed_by_author");

        (await moderator.PageAsync("/api/v1/moderation/log")).Items().Where(e => e.Text("subject") == "comment")
            .Select(e => (e.GetProperty("subjectId").GetGuid(), e.Text("action"), e.Text("doneBy"), e.Text("reason")))
            .ShouldBe([(comment.Id, "restored", "moderator", "A mistake"), (comment.Id, "removed", "moderator", "Because")]);
    }

    [Fact]
    public async Task Says_that_nothing_changed_since_the_tag_until_a_reply()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = await author.CommentAsync(post);

        (await StatusAsync()).ShouldBe(HttpStatusCode.NotModified);
        await author.CommentAsync(post, parentId: comment.Id);
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/comments/{comment.Id}");
            request.Headers.IfNoneMatch.ParseAdd(comment.ETag);
            return (await author.SendAsync(request)).StatusCode;
        }
    }
}
