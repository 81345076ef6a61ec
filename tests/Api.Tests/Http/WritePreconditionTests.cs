using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Http;

public sealed class WritePreconditionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string EditPost = "UPDATE app.posts SET title = title || '!' WHERE id = $1";
    private const string EditComment = "UPDATE app.comments SET body = body || '!' WHERE id = $1";
    private const string EditMedia = "UPDATE app.media SET alternative_text = 'Edited' WHERE id = $1";
    private const string EditUser = "UPDATE app.users SET full_name = 'Edited' WHERE id = $1";
    private const string EditPreferences = """UPDATE app.user_preferences SET document = '{"theme": "light"}' WHERE user_id = $1""";

    public static TheoryData<string> Writes =>
    [
        "delete post", "publish post", "archive post", "restore post", "delete comment", "restore comment", "delete media", "delete user",
        "delete me", "restore user",
        "remove preference",
    ];

    /// <param name="Table">With the name of its key.</param>
    /// <param name="Edit">What a concurrent writer does to the row.</param>
    /// <param name="Code">Of the refusal.</param>
    private sealed record Write(HttpClient Client, HttpMethod Method, string Address, Guid Id, string Table, string Edit, string Code);

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_names_another_version_is_refused_and_does_nothing(string name)
    {
        var write = await ArrangeAsync(name);
        var before = await RowAsync(write);

        var stale = await SendAsync(write, "\"99\"");
        var list = await SendAsync(write, "\"98\", \"99\"");
        var malformed = await SendAsync(write, "7");

        await Problem.AssertAsync(stale, HttpStatusCode.PreconditionFailed, write.Code);
        await Problem.AssertAsync(list, HttpStatusCode.PreconditionFailed, write.Code);
        await Problem.AssertAsync(malformed, HttpStatusCode.PreconditionFailed, "request.if_match_unknown");
        (await RowAsync(write)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_names_the_present_version_is_done(string name)
    {
        var write = await ArrangeAsync(name);
        var before = await RowAsync(write);

        var response = await SendAsync(write, await CurrentAsync(write));

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        (await RowAsync(write)).ShouldNotBe(before);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_names_the_present_version_among_others_is_done(string name)
    {
        var write = await ArrangeAsync(name);
        var before = await RowAsync(write);

        var response = await SendAsync(write, $"\"98\", {await CurrentAsync(write)}, \"99\"");

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        (await RowAsync(write)).ShouldNotBe(before);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/posts/{post}", """{"title":"Edited"}""")]
    [InlineData("PATCH", "/api/v1/comments/{comment}", """{"body":"Edited"}""")]
    [InlineData("PATCH", "/api/v1/media/{media}", """{"alternativeText":"Edited"}""")]
    [InlineData("PATCH", "/api/v1/users/me", """{"fullName":"Edited"}""")]
    [InlineData("PATCH", "/api/v1/users/{admin}/profile", """{"bio":"Edited"}""")]
    [InlineData("PATCH", "/api/v1/users/me/preferences", """{"theme":"dark"}""")]
    [InlineData("PATCH", "/api/v1/moderation/settings", """{"hideAfterFlags":7}""")]
    [InlineData("PATCH", "/api/v1/features/span-sums", """{"enabled":true}""")]
    [InlineData("POST", "/api/v1/posts/{post}/versions/1/restore", null)]
    [InlineData("POST", "/api/v1/comments/{comment}/versions/1/restore", null)]
    [InlineData("POST", "/api/v1/users/{admin}/profile/versions/1/restore", null)]
    public async Task An_edit_is_done_for_any_version_and_for_the_present_one_among_others(string method, string address, string? body)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var post = await admin.PublishedAsync();
        var comment = await admin.CommentAsync(post.Id);
        var path = address
            .Replace("{post}", $"{post.Id}", StringComparison.Ordinal)
            .Replace("{comment}", $"{comment.Id}", StringComparison.Ordinal)
            .Replace("{media}", $"{(await admin.UploadAsync(SampleFiles.Png())).Id}", StringComparison.Ordinal)
            .Replace("{admin}", $"{admin.UserId}", StringComparison.Ordinal);
        foreach (var edited in new[] { $"/api/v1/posts/{post.Id}", $"/api/v1/comments/{comment.Id}",
            $"/api/v1/users/{admin.UserId}/profile" })
        {
            var member = edited.Contains("posts", StringComparison.Ordinal)
                ? "title"
                : edited.Contains("comments", StringComparison.Ordinal) ? "body" : "bio";
            (await SendAsync(
                new Write(admin, HttpMethod.Patch, edited, Guid.Empty, "", "", ""), "*", body: $$"""{"{{member}}":"Before"}"""))
                .StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var edit = new Write(admin, new HttpMethod(method), path, Guid.Empty, "", "", "");

        var any = await SendAsync(edit, "*", body: body);
        any.StatusCode.ShouldBe(HttpStatusCode.OK, await any.Content.ReadAsStringAsync());
        var tag = any.Headers.ETag!.Tag;
        (await SendAsync(edit, $"\"98\", {tag}, \"99\"", body: body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(edit, "\"98\", \"99\"", body: body)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        await Problem.AssertAsync(
            await SendAsync(edit, null, body: body), HttpStatusCode.PreconditionRequired, "request.if_match_required");
    }

    [Fact]
    public async Task An_edit_for_any_version_of_a_missing_or_foreign_resource_is_refused_as_without_a_condition()
    {
        var (ann, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var foreign = new Write(other, HttpMethod.Patch, $"/api/v1/posts/{(await ann.PublishedAsync()).Id}", Guid.Empty, "", "", "");
        var missing = foreign with { Address = $"/api/v1/posts/{Guid.NewGuid()}" };

        await Problem.AssertAsync(
            await SendAsync(foreign, "*", body: """{"title":"Mine"}"""), HttpStatusCode.Forbidden, "post.author_only");
        await Problem.AssertAsync(await SendAsync(missing, "*", body: """{"title":"Mine"}"""), HttpStatusCode.NotFound, "post.not_found");
    }

    [Fact]
    public async Task Edits_for_any_version_at_once_lose_none()
    {
        var ann = await api.SignedInAsync();
        var post = await ann.PublishedAsync();
        var edit = new Write(ann, HttpMethod.Patch, $"/api/v1/posts/{post.Id}", Guid.Empty, "", "", "");

        var answers = await Task.WhenAll(
            SendAsync(edit, "*", body: """{"title":"Edited title"}"""), SendAsync(edit, "*", body: """{"body":"Edited body"}"""));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        var row = await api.Superuser.ScalarAsync<string>("SELECT title || ', ' || body FROM app.posts WHERE id = $1", post.Id);
        row.ShouldBe("Edited title, Edited body");
    }

    [Fact]
    public async Task A_condition_names_ten_versions_at_most()
    {
        var ann = await api.SignedInAsync();
        var write = new Write(ann, HttpMethod.Delete, $"/api/v1/posts/{(await ann.PublishedAsync()).Id}", Guid.Empty, "", "", "");

        var many = await SendAsync(write, string.Join(", ", Enumerable.Range(1, 11).Select(n => $"\"{n}\"")));

        await Problem.AssertAsync(many, HttpStatusCode.BadRequest, "request.if_match_too_many");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_for_any_version_is_done_as_without_a_condition(string name)
    {
        var write = await ArrangeAsync(name);
        var before = await RowAsync(write);

        var response = await SendAsync(write, "*");

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        (await RowAsync(write)).ShouldNotBe(before);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_was_overtaken_by_an_edit_is_refused(string name)
    {
        var write = await ArrangeAsync(name);
        var current = await CurrentAsync(write);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var edited = await AskAsync(
            connection, $"WITH edited AS ({write.Edit} RETURNING *) SELECT row_to_json(e)::text FROM edited AS e", write.Id);

        var writing = SendAsync(write, current);
        await api.Superuser.WaitersAsync(1, writing);
        await transaction.CommitAsync();

        await Problem.AssertAsync(await writing, HttpStatusCode.PreconditionFailed, write.Code);
        (await RowAsync(write)).ShouldBe(edited);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Of_two_at_once_that_name_the_same_version_one_is_done(string name)
    {
        var write = await ArrangeAsync(name);
        var current = await CurrentAsync(write);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await AskAsync(connection, $"SELECT FROM {write.Table} = $1 FOR UPDATE", write.Id);

        var writing = new[] { SendAsync(write, current), SendAsync(write, current) };
        await api.Superuser.WaitersAsync(2, writing);
        await transaction.CommitAsync();

        // What has gone meanwhile is answered 404, as it is without a condition.
        var answers = await Task.WhenAll(writing);
        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        answers.Count(a => a.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound).ShouldBe(1);
    }

    [Theory]
    [InlineData("publish", "published")]
    [InlineData("restore", "published")]
    public async Task A_step_to_where_a_post_already_is_minds_the_version_too(string step, string status)
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var write = new Write(author, HttpMethod.Post, $"/api/v1/posts/{post.Id}/{step}", post.Id, "", "", "");

        await Problem.AssertAsync(await SendAsync(write, "\"7\""), HttpStatusCode.PreconditionFailed, "post.changed_meanwhile");
        (await SentPost.ReadAsync(await SendAsync(write, post.ETag), HttpStatusCode.OK)).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("POST", "/api/v1/posts", """{"title":"One","body":"Text"}""")]
    [InlineData("POST", "/api/v1/posts/{post}/comments", """{"body":"One"}""")]
    [InlineData("PUT", "/api/v1/posts/{post}/media", """{"mediaIds":[]}""")]
    [InlineData("PUT", "/api/v1/users/me/following/{other}", null)]
    [InlineData("DELETE", "/api/v1/users/me/following/{other}", null)]
    [InlineData("PUT", "/api/v1/users/me/blocks/{other}", null)]
    [InlineData("POST", "/api/v1/auth/logout-all", null)]
    [InlineData(
        "POST",
        "/api/v1/batch",
        """{"operations":[{"id":"a","method":"POST","path":"/api/v1/posts","body":{"title":"One","body":"Text"}}]}""")]
    public async Task What_has_no_tag_is_written_for_any_version_or_none_and_for_no_other(string method, string address, string? body)
    {
        var (ann, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var path = address
            .Replace("{post}", $"{(await ann.PublishedAsync()).Id}", StringComparison.Ordinal)
            .Replace("{other}", $"{other.UserId}", StringComparison.Ordinal);
        var write = new Write(ann, new HttpMethod(method), path, Guid.Empty, "", "", "");

        await Problem.AssertAsync(await SendAsync(write, "\"1\"", body: body), HttpStatusCode.PreconditionFailed, "request.no_etag");
        await Problem.AssertAsync(await SendAsync(write, "nonsense", body: body), HttpStatusCode.PreconditionFailed, "request.no_etag");
        await Problem.AssertAsync(
            await SendAsync(write, null, "*", body), HttpStatusCode.PreconditionFailed, "request.if_none_match_not_offered");
        var done = await SendAsync(write, "*", body: body);

        done.IsSuccessStatusCode.ShouldBeTrue(await done.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_caller_without_the_right_is_refused_under_every_condition()
    {
        var write = new Write(api.Anonymous(), HttpMethod.Post, "/api/v1/posts", Guid.Empty, "", "", "");
        var admins = write with { Client = await api.SignedInAsync(), Address = "/api/v1/users" };
        var nowhere = admins with { Address = "/api/v1/nowhere" };

        await Problem.AssertAsync(await SendAsync(write, "\"1\""), HttpStatusCode.Unauthorized, "auth.required");
        await Problem.AssertAsync(await SendAsync(admins, "\"1\""), HttpStatusCode.Forbidden, "auth.forbidden");
        await Problem.AssertAsync(await SendAsync(nowhere, "\"1\""), HttpStatusCode.NotFound, "request.no_such_route");
    }

    [Fact]
    public async Task A_preference_can_be_set_only_if_there_is_none()
    {
        var ann = await api.SignedInAsync();
        var put = new Write(ann, HttpMethod.Put, "/api/v1/users/me/preferences/theme", ann.UserId, "", "", "");

        (await SendAsync(put, null, "*", "\"dark\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(
            await SendAsync(put, null, "*", "\"light\""), HttpStatusCode.PreconditionFailed, "preference.set_already");
        (await SendAsync(
            put with { Address = "/api/v1/users/me/preferences/custom/a" }, null, "*", "1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(
            await SendAsync(put, "\"1\"", "*", "\"light\""), HttpStatusCode.PreconditionFailed, "preference.changed_meanwhile");
        await Problem.AssertAsync(
            await SendAsync(put, null, "\"7\"", "\"light\""), HttpStatusCode.PreconditionFailed, "request.if_none_match_not_offered");
        (await ann.GetStringAsync("/api/v1/users/me/preferences")).ShouldBe("""{"theme":"dark","custom":{"a":1}}""");
    }

    [Fact]
    public async Task A_preference_can_be_replaced_only_if_there_is_one()
    {
        var ann = await api.SignedInAsync();
        var put = new Write(ann, HttpMethod.Put, "/api/v1/users/me/preferences/theme", ann.UserId, "", "", "");

        await Problem.AssertAsync(await SendAsync(put, "*", body: "\"dark\""), HttpStatusCode.PreconditionFailed, "preference.not_set");
        (await SendAsync(
            put with { Address = "/api/v1/users/me/preferences/custom/a" }, null, body: "1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await SendAsync(put, "*", body: "\"dark\""), HttpStatusCode.PreconditionFailed, "preference.not_set");
        (await SendAsync(put, null, body: "\"dark\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(put, "*", body: "\"light\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(put, "*", "*", "\"dark\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await ann.GetStringAsync("/api/v1/users/me/preferences")).ShouldBe("""{"theme":"light","custom":{"a":1}}""");
    }

    [Fact]
    public async Task Of_two_that_set_what_is_not_set_one_is_done()
    {
        var ann = await api.SignedInAsync();
        var put = new Write(ann, HttpMethod.Put, "/api/v1/users/me/preferences/theme", ann.UserId, "", "", "");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(put, null, "*", "\"dark\"")));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task An_operation_of_a_batch_obeys_the_version_that_it_names()
    {
        var ann = await api.SignedInAsync();
        var (kept, gone) = (await ann.PublishedAsync(), await ann.PublishedAsync());
        Task<HttpResponseMessage> DeleteBoth(string keptVersion) => ann.PostAsJsonAsync("/api/v1/batch", new
        {
            operations = new object[]
            {
                new { id = "gone", method = "DELETE", path = $"/api/v1/posts/{gone.Id}", ifMatch = gone.ETag },
                new { id = "archived", method = "POST", path = $"/api/v1/posts/{kept.Id}/archive", ifMatch = keptVersion },
                new { id = "kept", method = "DELETE", path = $"/api/v1/posts/{kept.Id}", ifMatch = "{archived.@etag}" },
            },
        });
        Task<HttpResponseMessage> Follow() => ann.PostAsJsonAsync("/api/v1/batch", new
        {
            operations = new[]
            {
                new
                {
                    id = "a",
                    method = "POST",
                    path = $"/api/v1/posts/{kept.Id}/comments",
                    ifMatch = "\"1\"",
                    body = new { body = "One" },
                },
            },
        });

        var failed = await Problem.AssertAsync(await DeleteBoth("\"7\""), HttpStatusCode.PreconditionFailed, "batch.failed");
        var unversioned = await Problem.AssertAsync(await Follow(), HttpStatusCode.PreconditionFailed, "batch.failed");
        var stillThere = await ann.GetAsync($"/api/v1/posts/{gone.Id}");
        var done = await DeleteBoth(kept.ETag);

        Code(failed, 1).ShouldBe("post.changed_meanwhile");
        Code(unversioned, 0).ShouldBe("request.no_etag");
        stillThere.StatusCode.ShouldBe(HttpStatusCode.OK);
        done.StatusCode.ShouldBe(HttpStatusCode.OK, await done.Content.ReadAsStringAsync());
    }

    private static string Code(JsonElement problem, int operation) =>
        problem.GetProperty("results")[operation].GetProperty("body").GetProperty("code").GetString()!;

    private async Task<Write> ArrangeAsync(string name)
    {
        var (ann, admin) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        switch (name)
        {
            case "delete post":
                return Post(HttpMethod.Delete, (await ann.PublishedAsync()).Id);
            case "publish post":
                return Post(HttpMethod.Post, (await ann.DraftAsync()).Id, "/publish");
            case "archive post":
                return Post(HttpMethod.Post, (await ann.PublishedAsync()).Id, "/archive");
            case "restore post":
                var trashed = (await ann.PublishedAsync()).Id;
                await ann.DeleteAsync($"/api/v1/posts/{trashed}");
                return Post(HttpMethod.Post, trashed, "/restore");
            case "delete comment":
                return Comment(HttpMethod.Delete, (await ann.CommentAsync((await ann.PublishedAsync()).Id)).Id);
            case "restore comment":
                var deleted = (await ann.CommentAsync((await ann.PublishedAsync()).Id)).Id;
                await ann.DeleteCommentAsync(deleted);
                return Comment(HttpMethod.Post, deleted, "/restore");
            case "delete media":
                var file = (await ann.UploadAsync(SampleFiles.Png())).Id;
                return new Write(
                    ann, HttpMethod.Delete, $"/api/v1/media/{file}", file, "app.media WHERE id", EditMedia, "media.changed_meanwhile");
            case "delete user":
                return User(admin, HttpMethod.Delete, $"{ann.UserId}");
            case "delete me":
                return User(ann, HttpMethod.Delete, "me");
            case "restore user":
                await ann.DeleteAsync("/api/v1/users/me");
                return User(admin, HttpMethod.Post, $"{ann.UserId}/restore");
            default:
                await ann.PutAsync("/api/v1/users/me/preferences/theme", JsonContent.Create("dark"));
                return new Write(
                    ann,
                    HttpMethod.Delete,
                    "/api/v1/users/me/preferences/theme",
                    ann.UserId,
                    "app.user_preferences WHERE user_id",
                    EditPreferences,
                    "preference.changed_meanwhile");
        }

        Write Post(HttpMethod method, Guid id, string step = "") =>
            new(ann, method, $"/api/v1/posts/{id}{step}", id, "app.posts WHERE id", EditPost, "post.changed_meanwhile");

        Write Comment(HttpMethod method, Guid id, string step = "") =>
            new(ann, method, $"/api/v1/comments/{id}{step}", id, "app.comments WHERE id", EditComment, "comment.changed_meanwhile");

        Write User(HttpClient client, HttpMethod method, string address) =>
            new(client, method, $"/api/v1/users/{address}", ann.UserId, "app.users WHERE id", EditUser, "user.changed_meanwhile");
    }

    private async Task<string> CurrentAsync(Write write) =>
        $"\"{await api.Superuser.ScalarAsync<int>($"SELECT version FROM {write.Table} = $1", write.Id)}-0\"";

    private Task<string?> RowAsync(Write write)
    {
        var (table, key) = (write.Table.Split(' ')[0], write.Table.Split(' ')[^1]);
        return api.Superuser.ScalarAsync<string>($"SELECT row_to_json(t)::text FROM {table} AS t WHERE t.{key} = $1", write.Id);
    }

    private static async Task<HttpResponseMessage> SendAsync(Write write, string? ifMatch, string? ifNoneMatch = null, string? body = null)
    {
        using var request = new HttpRequestMessage(write.Method, write.Address);
        if (body is not null)
        {
            request.Content = new StringContent(
                body, new MediaTypeHeaderValue(write.Method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json"));
        }

        foreach (var (name, value) in new[] { ("If-Match", ifMatch), ("If-None-Match", ifNoneMatch) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await write.Client.SendAsync(request);
    }

    private static async Task<string?> AskAsync(NpgsqlConnection connection, string sql, Guid id)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return await command.ExecuteScalarAsync() as string;
    }
}
