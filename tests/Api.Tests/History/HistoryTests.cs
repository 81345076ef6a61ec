using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.History;

public sealed class HistoryTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_change_of_a_post_is_a_version_that_can_be_read_again()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync("First", "one\ntwo\nthree", ["a"], new { x = 1 });
        await EditAsync(author, post.Id, "\"1\"", """{"title":"Second"}""");
        await author.StepAsync(post.Id, "publish");
        await EditAsync(author, post.Id, "\"3\"", """{"body":"one\n2\nthree","tags":["a","b"],"metadata":{"x":2}}""");

        var versions = (await author.WalkAsync($"/api/v1/posts/{post.Id}/versions?limit=2"))
            .Select(
                v => $"{v.GetProperty("number").GetInt32()} {v.Text("operation")} "
                    + string.Join(',', v.GetProperty("changed").EnumerateArray()));

        versions.ShouldBe(["4 update body,metadata,tags", "3 update publishedAt,status", "2 update title", "1 insert "]);
        (await ValuesAsync(author, $"posts/{post.Id}/versions/1")).ShouldBe("First|one\ntwo\nthree|[\"a\"]|{\"x\":1}|draft");
        (await ValuesAsync(author, $"posts/{post.Id}/versions/2")).ShouldBe("Second|one\ntwo\nthree|[\"a\"]|{\"x\":1}|draft");
        (await ValuesAsync(author, $"posts/{post.Id}/versions/4")).ShouldBe("Second|one\n2\nthree|[\"a\",\"b\"]|{\"x\":2}|published");
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/posts/{post.Id}/versions/5"), HttpStatusCode.NotFound, "history.version_not_found");
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/posts/{post.Id}/versions/0"), HttpStatusCode.NotFound, "history.not_found");
    }

    [Fact]
    public async Task Two_versions_are_compared_member_by_member_and_line_by_line()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync("Title", "one\ntwo\nthree");
        await EditAsync(author, post.Id, "\"1\"", """{"body":"one\n2\nthree"}""");
        await EditAsync(author, post.Id, "\"2\"", """{"title":"Other"}""");

        var all = await author.PageAsync($"/api/v1/posts/{post.Id}/versions/compare?from=1&to=3");
        var last = await author.PageAsync($"/api/v1/posts/{post.Id}/versions/compare");

        all.GetProperty("changes").EnumerateArray().Select(c => c.Text("member")).ShouldBe(["body", "title"], ignoreOrder: true);
        var body = all.GetProperty("changes").EnumerateArray().Single(c => c.Text("member") == "body");
        body.GetProperty("lines").EnumerateArray().Select(l => $"{l.Text("kind")} {l.Text("text")}")
            .ShouldBe(["same one", "removed two", "added 2", "same three"]);
        (last.GetProperty("from").GetInt32(), last.GetProperty("to").GetInt32()).ShouldBe((2, 3));
        last.GetProperty("changes").EnumerateArray().Single().GetProperty("to").GetString().ShouldBe("Other");
    }

    [Fact]
    public async Task A_time_tells_the_version_of_that_time()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync("First");
        await EditAsync(author, post.Id, "\"1\"", """{"title":"Second"}""");
        await api.Superuser.ExecuteAsync(
            "UPDATE app.audit SET occurred_at = CASE version WHEN 1 THEN '2026-01-01Z'::timestamptz ELSE '2026-02-01Z' END WHERE row_id = "
            + "$1", post.Id);
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET created_at = '2026-01-01Z' WHERE id = $1", post.Id);

        (await author.PageAsync($"/api/v1/posts/{post.Id}/versions/as-of?at=2026-01-15T00:00:00Z"))
            .GetProperty("values")
            .Text("title")
            .ShouldBe("First");
        (await author.PageAsync($"/api/v1/posts/{post.Id}/versions/as-of?at=2026-02-01T00:00:00Z"))
            .GetProperty("values")
            .Text("title")
            .ShouldBe("Second");
        await Problem.AssertAsync(
            await author.GetAsync(
                $"/api/v1/posts/{post.Id}/versions/as-of?at=2025-12-31T00:00:00Z"), HttpStatusCode.NotFound, "history.not_yet");
    }

    [Fact]
    public async Task A_version_comes_back_as_a_new_one()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync("First", "Body", ["kept"]);
        var edited = await EditAsync(author, post.Id, "\"1\"", """{"title":"Second","body":"Other","tags":[]}""");

        await Problem.AssertAsync(
            await RestoreAsync(author, $"posts/{post.Id}", 1, "\"1\""), HttpStatusCode.PreconditionFailed, "post.changed_meanwhile");
        await Problem.AssertAsync(
            await RestoreAsync(author, $"posts/{post.Id}", 1, null), HttpStatusCode.PreconditionRequired, "request.if_match_required");
        var restored = await SentPost.ReadAsync(await RestoreAsync(author, $"posts/{post.Id}", 1, edited.ETag), HttpStatusCode.OK);

        (restored.Body.Text("title"), restored.Body.Text("body")).ShouldBe(("First", "Body"));
        restored.ETag.ShouldBe((await author.GetAsync($"/api/v1/posts/{post.Id}")).Headers.ETag?.Tag);
        restored.Tags.ShouldBe(["kept"]);
        await Problem.AssertAsync(
            await RestoreAsync(
                await api.SignedInAsync(), $"posts/{post.Id}", 1, restored.ETag), HttpStatusCode.Forbidden, "post.author_only");
    }

    [Fact]
    public async Task Comments_and_profiles_have_versions_too()
    {
        var author = await api.SignedInAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id, "Before");
        await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "After" });
        await PatchProfileAsync(author, "\"1\"", """{"bio":"I was here","socialLinks":{"web":"https://example.org"}}""");
        await PatchProfileAsync(author, "\"2\"", """{"bio":null,"socialLinks":{}}""");

        (await author.PageAsync($"/api/v1/comments/{comment.Id}/versions/1")).GetProperty("values").Text("body").ShouldBe("Before");
        (await RestoreAsync(author, $"comments/{comment.Id}", 1, "\"2\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PageAsync($"/api/v1/comments/{comment.Id}")).Text("body").ShouldBe("Before");
        var profile = await SentPost.ReadAsync(await RestoreAsync(author, $"users/{author.UserId}/profile", 2, "\"3\""), HttpStatusCode.OK);
        profile.Body.Text("bio").ShouldBe("I was here");
        profile.Body.GetProperty("socialLinks").Text("web").ShouldBe("https://example.org");
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        await Problem.AssertAsync(
            await moderator.GetAsync($"/api/v1/users/{author.UserId}/profile/versions"), HttpStatusCode.NotFound, "history.not_found");
    }

    [Fact]
    public async Task Versions_of_comments_and_profiles_are_compared_and_found_by_time()
    {
        var author = await api.SignedInAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id, "Before");
        await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "After" });
        await PatchProfileAsync(author, "\"1\"", """{"bio":"I was here"}""");

        var ofComment = await author.PageAsync($"/api/v1/comments/{comment.Id}/versions/compare");
        var ofProfile = await author.PageAsync($"/api/v1/users/{author.UserId}/profile/versions/compare");
        var now = await author.PageAsync($"/api/v1/users/{author.UserId}/profile/versions/as-of?at=2100-01-01T00:00:00Z");

        (await author.PageAsync($"/api/v1/users/{author.UserId}/profile/versions/2"))
            .GetProperty("values").Text("bio").ShouldBe("I was here");
        ofComment.GetProperty("changes").EnumerateArray().Single().GetProperty("from").GetString().ShouldBe("Before");
        ofProfile.GetProperty("changes").EnumerateArray().Select(c => c.Text("member")).ShouldBe(["bio"]);
        (now.GetProperty("number").GetInt32(), now.GetProperty("values").Text("bio")).ShouldBe((2, "I was here"));
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/users/{author.UserId}/profile/versions/as-of?at=2000-01-01T00:00:00Z"),
            HttpStatusCode.NotFound,
            "history.not_yet");
    }

    [Fact]
    public async Task A_history_is_for_the_author_and_staff_and_does_not_tell_the_author_who_moderated()
    {
        var (author, moderator, reader) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        await moderator.DeleteAsync($"/api/v1/posts/{post}?reason=Because");
        await moderator.StepAsync(post, "restore?reason=Because");

        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}/versions")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { "", "/1", "/compare", "/as-of?at=2100-01-01T00:00:00Z" })
        {
            await Problem.AssertAsync(
                await reader.GetAsync($"/api/v1/posts/{post}/versions{path}"), HttpStatusCode.NotFound, "history.not_found");
        }

        (await author.PageAsync($"/api/v1/posts/{post}/versions")).GetRawText().ShouldNotContain(moderator.UserId.ToString());
        (await author.PageAsync($"/api/v1/posts/{post}/versions")).Items()[0].Text("changedAs").ShouldBe("moderator");
        (await moderator.PageAsync($"/api/v1/posts/{post}/versions"))
            .Items()[0]
            .GetProperty("changedBy")
            .Text("username")
            .ShouldBe(moderator.Username);
    }

    [Fact]
    public async Task Nothing_secret_is_kept_and_nothing_of_what_is_gone_for_good()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync("Canary title", "Canary body");
        await api.Superuser.ExecuteAsync(
            "UPDATE app.users SET password_hash = 'canary-hash', full_name = 'x' WHERE id = $1", author.UserId);
        await api.Superuser.ExecuteAsync("DELETE FROM app.posts WHERE id = $1", post.Id);

        var kept = (await api.Superuser.ScalarAsync<string>(
            "SELECT string_agg(u::text, '') FROM app.audit AS u WHERE owner_id = $1", author.UserId))!;

        kept.ShouldContain("delete");
        kept.ShouldNotContain("anary");
        kept.ShouldNotContain(author.Email);
    }

    [Fact]
    public async Task The_coming_two_months_have_partitions_of_their_own_and_the_running_one_is_left_alone()
    {
        await api.Superuser.ExecuteAsync("SELECT app.ensure_audit_partitions(2)");
        await (await api.SignedInAsync()).DraftAsync();

        (await api.Superuser.ScalarAsync<int>("SELECT app.ensure_audit_partitions(2)")).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'app.audit'::regclass")).ShouldBe(3);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.audit WHERE tableoid <> 'app.audit_default'::regclass"))
            .ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'audit\\_2%' AND relkind = 'r' AND NOT (relrowsecurity AND "
            + "relforcerowsecurity)")).ShouldBe(0);
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.audit (occurred_at, table_name, row_id, owner_id, version, operation, actor_role) VALUES (now() + interval '1 "
            + "month', 'posts', gen_random_uuid(), gen_random_uuid(), 1, 'insert', 'system')");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.audit WHERE tableoid <> 'app.audit_default'::regclass"))
            .ShouldBe(1);
    }

    private static async Task<SentPost> EditAsync(HttpClient author, Guid post, string ifMatch, string patch) =>
        await SentPost.ReadAsync(await author.PatchPostAsync(post, ifMatch, patch), HttpStatusCode.OK);

    private static async Task<string> ValuesAsync(HttpClient author, string address)
    {
        var values = (await author.PageAsync($"/api/v1/{address}")).GetProperty("values");
        return $"{values.Text("title")}|{values.Text("body")}|{values.GetProperty("tags").GetRawText()}"
            + $"|{values.GetProperty("metadata").GetRawText()}|{values.Text("status")}";
    }

    private static async Task<HttpResponseMessage> RestoreAsync(HttpClient client, string subject, int number, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{subject}/versions/{number}/restore");
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.ParseAdd(ifMatch);
        }

        return await client.SendAsync(request);
    }

    private static async Task PatchProfileAsync(TestClient person, string ifMatch, string patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/users/{person.UserId}/profile")
        {
            Content = new StringContent(patch, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.IfMatch.ParseAdd(ifMatch);
        (await person.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
