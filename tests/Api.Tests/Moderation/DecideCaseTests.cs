using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

public sealed class DecideCaseTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task An_approval_shows_again_what_flags_had_hidden_and_needs_as_many_new_ones()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync(tags: ["approved-tag"])).Id;
        await api.FlagByManyAsync(c => c.FlagPostAsync(post));
        var found = (await author.OwnCaseAsync()).Id();

        (await moderator.DecideAsync(found, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await api.Anonymous().PageAsync($"/api/v1/posts/{post}")).Text("status").ShouldBe("published");
        (await api.Anonymous().PageAsync("/api/v1/tags?q=approved-tag")).Items().Length.ShouldBe(1);
        (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldBeEmpty();
        await api.FlagByManyAsync(c => c.FlagPostAsync(post), people: 2);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.OwnCaseAsync()).Text("status").ShouldBe("open");
        await api.FlagByManyAsync(c => c.FlagPostAsync(post), people: 1);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rejection_hides_gives_a_strike_and_tells_the_author_why()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post, "bad")).Id;
        await (await api.SignedInAsync()).FlagCommentAsync(comment, "abuse");
        var found = (await author.OwnCaseAsync()).Id();

        var decided = await moderator.DecideAsync(found, "reject", "Rude to everyone");

        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Anonymous().ThreadAsync(post)).ShouldBeEmpty();
        (await author.CountedAsync(post)).Count.ShouldBe(0);
        var own = await author.OwnCaseAsync();
        (own.Text("status"), own.Text("reason"), own.GetProperty("hidden").GetBoolean()).ShouldBe(("rejected", "Rude to everyone", true));
        own.TryGetProperty("decidedBy", out _).ShouldBeFalse();
        var strike = (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldHaveSingleItem();
        strike.Text("category").ShouldBe("abuse");
        (await moderator.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().Length.ShouldBe(1);
        await Problem.AssertAsync(
            await (await api.SignedInAsync())
                .GetAsync($"/api/v1/users/{author.UserId}/strikes"), HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task An_appeal_is_decided_once_by_another_moderator_and_revokes_the_strike()
    {
        var author = await api.SignedInAsync();
        var (first, second) = (await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        await (await api.SignedInAsync()).FlagPostAsync(post);
        var found = (await author.OwnCaseAsync()).Id();

        await Problem.AssertAsync(await author.AppealAsync(found), HttpStatusCode.Conflict, "moderation.not_rejected");
        await first.DecideAsync(found, "reject");
        await Problem.AssertAsync(
            await (await api.SignedInAsync()).AppealAsync(found), HttpStatusCode.NotFound, "moderation.case_not_found");
        (await author.AppealAsync(found, "Please look again")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Problem.AssertAsync(await first.DecideAsync(found, "approve"), HttpStatusCode.Forbidden, "moderation.same_moderator");
        await Problem.AssertAsync(
            await first.PostAsync($"/api/v1/moderation/cases/{found}/claim", null), HttpStatusCode.Forbidden, "moderation.same_moderator");
        var queued = (await second.PageAsync("/api/v1/moderation/cases?status=appealed")).Items().Single(c => c.Id() == found);
        queued.Text("appeal").ShouldBe("Please look again");

        (await second.DecideAsync(found, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await api.Anonymous().GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldHaveSingleItem()
            .GetProperty("revokedAt").GetString().ShouldNotBeNull();
        await second.DecideAsync(found, "reject");
        await Problem.AssertAsync(await author.AppealAsync(found), HttpStatusCode.Conflict, "moderation.appealed_before");
    }

    [Fact]
    public async Task What_was_archived_before_it_was_rejected_is_archived_after_an_appeal()
    {
        var (author, moderator, other) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        await (await api.SignedInAsync()).FlagPostAsync(post);
        await author.StepAsync(post, "archive");
        var found = (await author.OwnCaseAsync()).Id();

        await moderator.DecideAsync(found, "reject");
        await Problem.AssertAsync(await author.PostAsync($"/api/v1/posts/{post}/publish", null), HttpStatusCode.Conflict, "post.hidden");
        await author.AppealAsync(found);
        await other.DecideAsync(found, "approve");

        (await author.PageAsync($"/api/v1/posts/{post}")).Text("status").ShouldBe("archived");
    }

    [Fact]
    public async Task A_claimed_case_is_left_to_its_assignee()
    {
        var author = await api.SignedInAsync();
        var (first, second, admin) = (await api.SignedInAsync(UserRole.Moderator),
            await api.SignedInAsync(UserRole.Moderator),
            await api.SignedInAsync(UserRole.Admin));
        await (await api.SignedInAsync()).FlagPostAsync((await author.PublishedAsync()).Id);
        var found = (await author.OwnCaseAsync()).Id();

        var claims = await Task.WhenAll(new[] { first, second }.Select(m => m.PostAsync($"/api/v1/moderation/cases/{found}/claim", null)));
        claims.Count(c => c.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        var (holder, loser) = claims[0].StatusCode == HttpStatusCode.OK ? (first, second) : (second, first);

        await Problem.AssertAsync(await loser.DecideAsync(found, "approve"), HttpStatusCode.Conflict, "moderation.claimed");
        await Problem.AssertAsync(
            await loser.PostAsync($"/api/v1/moderation/cases/{found}/release", null), HttpStatusCode.Conflict, "moderation.claimed");
        (await holder.PageAsync("/api/v1/moderation/cases?assignee=me")).Items().Select(c => c.Id()).ShouldContain(found);
        (await loser.PageAsync("/api/v1/moderation/cases?assignee=nobody")).Items().Select(c => c.Id()).ShouldNotContain(found);
        (await admin.PostAsync($"/api/v1/moderation/cases/{found}/claim", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await holder.DecideAsync(found, "approve"), HttpStatusCode.Conflict, "moderation.claimed");
        await admin.PostAsync($"/api/v1/moderation/cases/{found}/release", null);
        (await holder.DecideAsync(found, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Problem.AssertAsync(await holder.DecideAsync(found, "approve"), HttpStatusCode.Conflict, "moderation.decided");
    }

    [Fact]
    public async Task Unknown_cases_are_not_found()
    {
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var unknown = $"/api/v1/moderation/cases/{Guid.NewGuid()}";

        await Problem.AssertAsync(await moderator.GetAsync(unknown), HttpStatusCode.NotFound, "moderation.case_not_found");
        await Problem.AssertAsync(await moderator.GetAsync($"{unknown}/flags"), HttpStatusCode.NotFound, "moderation.case_not_found");
    }

    [Theory]
    [InlineData(UserRole.Moderator)]
    [InlineData(UserRole.Admin)]
    public async Task Staff_neither_read_nor_judge_a_case_about_their_own_content(UserRole role)
    {
        var (accused, other) = (await api.SignedInAsync(role), await api.SignedInAsync(UserRole.Moderator));
        var reporter = await api.SignedInAsync();
        var post = (await accused.PublishedAsync()).Id;
        await api.Superuser.ExecuteAsync("UPDATE app.moderation_settings SET hide_after_flags = 1");
        await reporter.FlagPostAsync(post, "abuse", "Rude");
        await api.Superuser.ExecuteAsync("UPDATE app.moderation_settings SET hide_after_flags = 3");
        var found = (await accused.OwnCaseAsync()).Id();
        var queue = "/api/v1/moderation/cases?category=abuse&subject=post&count=exact";

        foreach (var refused in new[]
        {
            await accused.DecideAsync(found, "approve"),
            await accused.PostAsync($"/api/v1/moderation/cases/{found}/claim", null),
            await accused.PostAsync($"/api/v1/moderation/cases/{found}/release", null),
            await accused.GetAsync($"/api/v1/moderation/cases/{found}"),
            await accused.GetAsync($"/api/v1/moderation/cases/{found}/flags"),
        })
        {
            await Problem.AssertAsync(refused, HttpStatusCode.Forbidden, "moderation.own_content");
        }

        var (theirs, others) = (await accused.PageAsync(queue), await other.PageAsync(queue));
        theirs.Items().Ids().ShouldNotContain(found);
        others.Items().Ids().ShouldContain(found);
        others.GetProperty("total").GetProperty("rows").GetInt64().ShouldBe(theirs.GetProperty("total").GetProperty("rows").GetInt64() + 1);
        (await other.PageAsync($"/api/v1/moderation/cases/{found}/flags")).GetRawText().ShouldContain(reporter.UserId.ToString());
        foreach (var address in new[] { $"posts/{post}/versions", "moderation/mine", $"users/{accused.UserId}/strikes" })
        {
            (await accused.PageAsync($"/api/v1/{address}")).GetRawText()
                .ShouldNotContain(reporter.UserId.ToString(), customMessage: address);
        }
    }

    [Fact]
    public async Task The_queue_is_for_moderators_in_pages_and_what_waits_longest_first()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var flagged = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var comment = (await author.CommentAsync(post, $"{i}")).Id;
            await (await api.SignedInAsync()).FlagCommentAsync(comment, "offTopic", "not about it");
            flagged.Add(comment);
        }

        var queue = await moderator.WalkAsync("/api/v1/moderation/cases?subject=comment&category=offTopic&limit=2");

        queue.Select(c => c.GetProperty("commentId").GetGuid()).ShouldBe(flagged);
        queue[0].Text("excerpt").ShouldBe("0");
        var flag = (await moderator.PageAsync($"/api/v1/moderation/cases/{queue[0].Id()}/flags")).Items().ShouldHaveSingleItem();
        (flag.Text("category"), flag.Text("note")).ShouldBe(("offTopic", "not about it"));
        foreach (var address in new[] { "cases", $"cases/{queue[0].Id()}", $"cases/{queue[0].Id()}/flags", "settings" })
        {
            (await author.GetAsync($"/api/v1/moderation/{address}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
        }
    }

    [Fact]
    public async Task The_public_log_shows_actions_without_persons()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync("Private title", "Private text")).Id;
        var reporter = await api.SignedInAsync();
        await reporter.FlagPostAsync(post, "privacy", "Private note");
        var found = (await author.OwnCaseAsync()).Id();
        await moderator.DecideAsync(found, "reject", "Private reason");
        await author.AppealAsync(found, "Private appeal");

        var log = await api.Anonymous().PageAsync("/api/v1/moderation/log");

        log.Items().Where(e => e.GetProperty("subjectId").GetString() == post.ToString())
            .Select(e => $"{e.Text("action")} {e.Text("subject")} {e.Text("category")} by {e.Text("doneBy")}")
            .ShouldBe(["appealed post privacy by author", "rejected post privacy by moderator"]);
        foreach (var secret in new[] { "Private", author.UserId.ToString(), moderator.UserId.ToString(), reporter.UserId.ToString(),
            author.Username })
        {
            log.GetRawText().ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Costs_three_statements()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        await (await api.SignedInAsync()).FlagPostAsync((await author.PublishedAsync()).Id);
        var found = (await author.OwnCaseAsync()).Id();

        var version = await moderator.CaseTagAsync(found);

        using var statements = StatementCounter.Start();
        await moderator.DecideAsync(found, "reject", version: version);

        statements.Statements.Count(s => s.Contains("app.moderation", StringComparison.Ordinal))
            .ShouldBe(3, string.Join("\n---\n", statements.Statements));
    }
}
