using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

/// <summary>A decision is about what was read, and never about what was put in its place.</summary>
public sealed class EditModeratedContentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_decision_names_the_version_that_was_read()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = await author.PublishedAsync();
        var found = await FlaggedAsync(author, post.Id);
        var address = $"/api/v1/moderation/cases/{found}";

        await Problem.AssertAsync(
            await moderator.PostAsJsonAsync(
                $"{address}/approve", new { reason = "Fine" }), HttpStatusCode.PreconditionRequired, "request.if_match_required");
        await Problem.AssertAsync(
            await moderator.DecideAsync(found, "reject", version: "*"), HttpStatusCode.PreconditionRequired, "request.if_match_required");
        var read = await moderator.CaseTagAsync(found);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.TryAddWithoutValidation("If-None-Match", read);
        (await moderator.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        await author.PatchPostAsync(post.Id, post.ETag, new { body = "Other words" });
        foreach (var decision in new[] { "approve", "reject" })
        {
            await Problem.AssertAsync(
                await moderator.DecideAsync(
                    found, decision, version: read), HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
        }

        (await moderator.PageAsync(address)).GetProperty("editedAt").GetString().ShouldNotBeNull();
        var decided = await moderator.DecideAsync(found, "approve");
        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
        decided.Headers.ETag!.Tag.ShouldBe(await moderator.CaseTagAsync(found));
        (await moderator.PageAsync(address)).GetProperty("editedAt").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task More_flags_alone_do_not_keep_a_moderator_from_deciding()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var found = await FlaggedAsync(author, post);
        var read = await moderator.CaseTagAsync(found);

        await (await api.SignedInAsync()).FlagPostAsync(post);

        (await moderator.CaseTagAsync(found)).ShouldNotBe(read);
        (await moderator.DecideAsync(found, "reject", version: read)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Steps_of_a_case_obey_a_version_that_is_sent()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var found = await FlaggedAsync(author, (await author.PublishedAsync()).Id);
        var read = await moderator.CaseTagAsync(found);

        var claimed = await StepAsync(moderator, "claim", read);
        claimed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(
            await StepAsync(moderator, "release", read), HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
        (await StepAsync(moderator, "release", claimed.Headers.ETag!.Tag)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await moderator.DecideAsync(found, "reject");
        await Problem.AssertAsync(
            await StepAsync(author, "appeal", read), HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
        var version = (await author.OwnCaseAsync()).GetProperty("version").GetInt32();
        (await StepAsync(author, "appeal", $"\"{version}\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        async Task<HttpResponseMessage> StepAsync(HttpClient client, string step, string version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/moderation/cases/{found}/{step}");
            request.Content = step == "appeal" ? JsonContent.Create(new { text = "Look again" }) : null;
            request.Headers.TryAddWithoutValidation("If-Match", version);
            return await client.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("title")]
    [InlineData("body")]
    [InlineData("tags")]
    [InlineData("metadata")]
    [InlineData("older version")]
    [InlineData("files")]
    [InlineData("alternative text")]
    [InlineData("comment")]
    [InlineData("older version of a comment")]
    public async Task An_edit_of_what_was_rejected_opens_its_case_again(string what)
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var media = await author.UploadAsync(SampleFiles.Png(seed: 41));
        var post = (await author.PublishedAsync()).Id;
        await author.PutAsJsonAsync($"/api/v1/posts/{post}/media", new { mediaIds = new[] { media.Id } });
        var isComment = what.EndsWith("comment", StringComparison.Ordinal);
        var (kind, id) = isComment ? ("comments", (await author.CommentAsync(post, "First words")).Id) : ("posts", post);
        await PatchAsync(isComment ? new { body = "Second words" } : new { title = "Second title" });
        await (await api.SignedInAsync()).PostAsJsonAsync($"/api/v1/{kind}/{id}/flags", new { category = "spam" });
        var found = (await author.OwnCaseAsync()).Id();
        (await moderator.DecideAsync(found, "reject")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var read = await moderator.CaseTagAsync(found);

        var edited = await EditAsync();

        edited.IsSuccessStatusCode.ShouldBeTrue(await edited.Content.ReadAsStringAsync());
        if (what is not ("files" or "alternative text"))
        {
            var review = (await edited.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("review");
            (review.GetProperty("caseId").GetGuid(), review.Text("status")).ShouldBe((found, "open"));
        }

        var own = await author.OwnCaseAsync();
        (own.Text("status"), own.GetProperty("hidden").GetBoolean()).ShouldBe(("open", true));
        own.GetProperty("editedAt").GetString().ShouldNotBeNull();
        (await moderator.PageAsync("/api/v1/moderation/cases")).Items().Ids().ShouldContain(found);
        await Problem.AssertAsync(
            await moderator.DecideAsync(
                found, "approve", version: read), HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
        (await api.Anonymous().GetAsync($"/api/v1/{kind}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await moderator.DecideAsync(found, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Anonymous().GetAsync($"/api/v1/{kind}/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldHaveSingleItem()
            .GetProperty("revokedAt").GetString().ShouldBeNull("the new content is fit, what was rejected was not");

        async Task<HttpResponseMessage> EditAsync() => what switch
        {
            "title" => await PatchAsync(new { title = "Third title" }),
            "body" => await PatchAsync(new { body = "Third words" }),
            "tags" => await PatchAsync(new { tags = (string[])["third-tag"] }),
            "metadata" => await PatchAsync(new { metadata = new { third = true } }),
            "comment" => await PatchAsync(new { body = "Third words" }),
            "files" => await author.PutAsJsonAsync($"/api/v1/posts/{post}/media", new { mediaIds = Array.Empty<Guid>() }),
            "alternative text" => await author.PatchMediaAsync(media.Id, media.ETag, """{"alternativeText":"Third words"}"""),
            _ => await SendAsync(HttpMethod.Post, $"/api/v1/{kind}/{id}/versions/1/restore", null),
        };

        Task<HttpResponseMessage> PatchAsync(object patch) =>
            SendAsync(HttpMethod.Patch, $"/api/v1/{kind}/{id}", JsonContent.Create(patch));

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            request.Headers.TryAddWithoutValidation("If-Match", (await author.GetAsync($"/api/v1/{kind}/{id}")).Headers.ETag!.Tag);
            return await author.SendAsync(request);
        }
    }

    [Fact]
    public async Task An_edit_under_appeal_leaves_the_case_to_another_moderator()
    {
        var author = await api.SignedInAsync();
        var (first, second) = (await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var found = await FlaggedAsync(author, post);
        await first.DecideAsync(found, "reject");
        await author.AppealAsync(found);
        var read = await second.CaseTagAsync(found);

        var edited = await SentPost.ReadAsync(
            await author.PatchPostAsync(
                post, (await author.GetAsync($"/api/v1/posts/{post}")).Headers.ETag!.Tag, new { body = "Milder" }), HttpStatusCode.OK);

        edited.Body.GetProperty("review").Text("status").ShouldBe("appealed");
        await Problem.AssertAsync(await first.DecideAsync(found, "approve"), HttpStatusCode.Forbidden, "moderation.same_moderator");
        (await second.DecideAsync(found, "approve", version: read)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await second.DecideAsync(found, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldHaveSingleItem()
            .GetProperty("revokedAt").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Renaming_a_tag_is_no_edit_of_what_has_it()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync(tags: ["old-name"])).Id;
        var found = await FlaggedAsync(author, post);
        await moderator.DecideAsync(found, "reject");

        (await moderator.PostAsJsonAsync("/api/v1/tags/old-name/rename", new { into = "new-name" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await author.OwnCaseAsync()).Text("status").ShouldBe("rejected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_opposite_decisions_at_once_one_is_stored_and_the_other_refused(bool aboutComment)
    {
        var author = await api.SignedInAsync();
        var (first, second) = (await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;
        await (await api.SignedInAsync())
            .PostAsJsonAsync(aboutComment ? $"/api/v1/comments/{comment}/flags" : $"/api/v1/posts/{post}/flags", new { category = "spam" });
        var found = (await author.OwnCaseAsync()).Id();
        var read = await first.CaseTagAsync(found);

        var (holding, release) = await HoldAsync(aboutComment ? "comments" : "posts", aboutComment ? comment : post);
        await using var held = holding;
        var decisions = new[] { first.DecideAsync(found, "approve", version: read), second.DecideAsync(found, "reject", version: read) };
        await api.Superuser.WaitersAsync(2, decisions);
        await release();
        var answers = await Task.WhenAll(decisions);

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        await Problem.AssertAsync(
            answers.Single(a => a.StatusCode != HttpStatusCode.OK), HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
        (await author.OwnCaseAsync()).Text("status").ShouldBe(answers[0].StatusCode == HttpStatusCode.OK ? "approved" : "rejected");
    }

    [Fact]
    public async Task An_edit_that_is_first_wins_against_the_decision_that_waits_for_it()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = await author.PublishedAsync();
        var found = await FlaggedAsync(author, post.Id);
        var read = await moderator.CaseTagAsync(found);

        var (holding, release) = await HoldAsync("posts", post.Id);
        await using var held = holding;
        var editing = author.PatchPostAsync(post.Id, post.ETag, new { body = "Worse" });
        await api.Superuser.WaitersAsync(1, editing);
        var deciding = moderator.DecideAsync(found, "approve", version: read);
        await api.Superuser.WaitersAsync(2, deciding);
        await release();

        (await editing).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await deciding, HttpStatusCode.PreconditionFailed, "moderation.case_changed_meanwhile");
    }

    [Fact]
    public async Task A_flag_that_waits_for_a_rejection_does_not_take_it_back()
    {
        var (author, moderator, reporter) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var found = await FlaggedAsync(author, post);
        var read = await moderator.CaseTagAsync(found);

        var (holding, release) = await HoldAsync("posts", post);
        await using var held = holding;
        var deciding = moderator.DecideAsync(found, "reject", version: read);
        await api.Superuser.WaitersAsync(1, deciding);
        var flagging = reporter.FlagPostAsync(post);
        await api.Superuser.WaitersAsync(2, flagging);
        await release();

        (await deciding).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await flagging, HttpStatusCode.NotFound, "moderation.subject_not_found");
        (await author.OwnCaseAsync()).Text("status").ShouldBe("rejected");
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<Guid> FlaggedAsync(HttpClient author, Guid postId)
    {
        await (await api.SignedInAsync()).FlagPostAsync(postId);
        return (await author.OwnCaseAsync()).Id();
    }

    /// <summary>Locks a row as a concurrent writer does, until it is released.</summary>
    private async Task<(IAsyncDisposable Holding, Func<Task> Release)> HoldAsync(string table, Guid id)
    {
        var connection = await api.Superuser.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT FROM app.{table} WHERE id = '{id}' FOR NO KEY UPDATE";
        await command.ExecuteNonQueryAsync();
        return (connection, () => transaction.RollbackAsync());
    }
}
