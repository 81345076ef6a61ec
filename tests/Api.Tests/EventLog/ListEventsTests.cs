using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.EventLog;

public sealed class ListEventsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_post_says_when_it_is_published_changed_and_gone()
    {
        var (author, anonymous) = (await api.SignedInAsync(), api.Anonymous());
        var start = await anonymous.LatestAsync();

        var post = await author.DraftAsync();
        (await author.TypesAsync(start, post.Id)).ShouldBeEmpty("a draft concerns its author alone");
        await author.StepAsync(post.Id, "publish");
        var edited = await EditAsync(author, post.Id);
        (await anonymous.TypesAsync(start, post.Id)).ShouldBe(["post.published", "post.updated"]);

        await author.StepAsync(post.Id, "archive");
        (await anonymous.TypesAsync(start, post.Id)).ShouldBe(["post.unpublished"], "who may not read it, hears only that it is gone");
        await author.StepAsync(post.Id, "publish");
        (await author.DeleteAsync($"/api/v1/posts/{post.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await anonymous.TypesAsync(start, post.Id)).ShouldBe(["post.unpublished", "post.unpublished"]);
        var events = (await author.EventsAsync(start)).Where(e => e.GetProperty("postId").GetGuid() == post.Id).ToList();
        events.Select(e => e.Text("type")).ShouldBe(
            ["post.published", "post.updated", "post.unpublished", "post.published", "post.unpublished"]);
        events.Select(e => e.GetProperty("version").GetInt32()).ShouldBeInOrder();
        events.Select(e => e.GetProperty("id").GetGuid()).ShouldBeUnique();
        events[0].GetProperty("ownerId").GetGuid().ShouldBe(author.UserId);
        events[2].GetProperty("ownerId").ValueKind.ShouldBe(JsonValueKind.Null, "who wrote what is gone is not said");
        edited.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_comment_says_when_it_is_shown_changed_and_gone()
    {
        var (author, critic, anonymous) = (await api.SignedInAsync(), await api.SignedInAsync(), api.Anonymous());
        var post = await author.PublishedAsync();
        var start = await anonymous.LatestAsync();

        var comment = await critic.CommentAsync(post.Id);
        (await critic.PatchCommentAsync(comment.Id, comment.ETag, new { body = "Better said" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anonymous.TypesAsync(start, comment.Id)).ShouldBe(["comment.created", "comment.updated"]);

        await api.FlagByManyAsync(reader => reader.FlagCommentAsync(comment.Id));
        (await anonymous.TypesAsync(start, comment.Id)).ShouldBe(["comment.removed"]);
        await (await api.SignedInAsync(UserRole.Moderator)).DecideAsync((await critic.OwnCaseAsync()).Id(), "approve");
        (await anonymous.TypesAsync(start, comment.Id)).ShouldBe(
            ["comment.created", "comment.updated", "comment.removed", "comment.created"]);

        await author.StepAsync(post.Id, "archive");
        (await anonymous.TypesAsync(start, comment.Id)).ShouldBeEmpty("the post took it along");
        (await anonymous.TypesAsync(start, post.Id)).ShouldBe(["post.unpublished"]);
    }

    [Fact]
    public async Task A_block_hides_the_events_of_an_author_also_those_that_content_is_gone()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var start = await reader.LatestAsync();
        var (kept, gone) = (await author.PublishedAsync(), await author.PublishedAsync());
        await author.StepAsync(gone.Id, "archive");
        var post = await reader.PublishedAsync();
        var comment = await author.CommentAsync(post.Id);
        (await reader.TypesAsync(start, kept.Id)).ShouldBe(["post.published"]);

        (await author.PutAsync($"/api/v1/users/me/blocks/{reader.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var subject in new[] { kept.Id, gone.Id, comment.Id })
        {
            (await reader.TypesAsync(start, subject)).ShouldBeEmpty();
        }

        (await author.TypesAsync(start, post.Id)).ShouldBeEmpty("it hides both from each other");
        (await reader.TypesAsync(start, post.Id)).ShouldBe(["post.published"]);
        (await api.Anonymous().TypesAsync(start, kept.Id)).ShouldBe(["post.published"]);
        (await (await api.SignedInAsync(UserRole.Moderator)).TypesAsync(start, comment.Id)).ShouldBe(["comment.created"]);
    }

    [Fact]
    public async Task Follows_are_public_while_both_accounts_are_open()
    {
        var (fan, star, anonymous) = (await api.SignedInAsync(), await api.SignedInAsync(), api.Anonymous());
        var start = await anonymous.LatestAsync();
        (await fan.PutAsync($"/api/v1/users/me/following/{star.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await fan.PutAsync($"/api/v1/users/me/following/{star.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var followed = (await anonymous.EventsAsync(start, "&types=follow.created,follow.deleted")).ShouldHaveSingleItem();
        (followed.GetProperty("ownerId").GetGuid(), followed.GetProperty("userId").GetGuid()).ShouldBe((fan.UserId, star.UserId));
        (await fan.DeleteAsync($"/api/v1/users/me/following/{star.UserId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await anonymous.TypesAsync(start, star.UserId)).ShouldBe(["follow.created", "follow.deleted"]);
        (await fan.PutAsync($"/api/v1/users/me/following/{star.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await fan.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await anonymous.TypesAsync(start, star.UserId)).ShouldBeEmpty();
        (await anonymous.TypesAsync(start, fan.UserId)).ShouldBe(["account.closed"]);
    }

    [Fact]
    public async Task That_a_closed_account_ended_a_follow_is_for_the_follower_and_a_block_is_not_said()
    {
        var (fan, star, blocked) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        foreach (var (follower, followed) in new[] { (fan, star), (fan, blocked), (blocked, fan) })
        {
            (await follower.PutAsync($"/api/v1/users/me/following/{followed.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var start = await fan.LatestAsync();
        (await fan.PutAsync($"/api/v1/users/me/blocks/{blocked.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await star.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await blocked.TypesAsync(start, fan.UserId)).ShouldBeEmpty();
        (await api.Anonymous().TypesAsync(start, blocked.UserId)).ShouldBeEmpty();
        (await api.Anonymous().TypesAsync(start, star.UserId)).ShouldBe(["account.closed"]);
        (await fan.TypesAsync(start, star.UserId)).ShouldBe(["account.closed", "follow.deleted"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_case_is_for_staff_and_the_author_concerned()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (moderator, another) = (await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = await author.PublishedAsync();
        var start = await author.LatestAsync();

        (await reader.FlagPostAsync(post.Id)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var about = (await author.OwnCaseAsync()).Id();
        (await moderator.DecideAsync(about, "reject")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.AppealAsync(about)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await another.DecideAsync(about, "approve")).StatusCode.ShouldBe(HttpStatusCode.OK);

        string[] all = ["case.opened", "case.decided", "case.appealed", "case.decided"];
        (await author.TypesAsync(start, about)).ShouldBe(all);
        (await another.TypesAsync(start, about)).ShouldBe(all);
        (await reader.TypesAsync(start, about)).ShouldBeEmpty();
        (await api.Anonymous().TypesAsync(start, about)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_concerns_a_person_alone_is_for_that_person_and_admins_see_who_is_deactivated()
    {
        var (person, other, admin) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        var start = await person.LatestAsync();
        var file = await person.UploadAsync(SampleFiles.Png());
        await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = false WHERE id = $1", other.UserId);

        (await person.TypesAsync(start, file.Id)).ShouldBe(["media.added"]);
        (await admin.TypesAsync(start, file.Id)).ShouldBeEmpty();
        (await admin.TypesAsync(start, other.UserId)).ShouldBe(["account.deactivated"]);
        (await person.TypesAsync(start, other.UserId)).ShouldBeEmpty();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET full_name = 'New' WHERE id = $1", other.UserId);
        (await api.Anonymous().TypesAsync(start, other.UserId)).ShouldBe(["account.updated"]);
    }

    [Fact]
    public async Task A_published_post_says_that_its_files_or_their_texts_changed_once_a_change()
    {
        var (author, anonymous) = (await api.SignedInAsync(), api.Anonymous());
        var (one, two) = (await author.UploadAsync(SampleFiles.Png(seed: 1)), await author.UploadAsync(SampleFiles.Png(seed: 2)));
        var (post, draft) = (await author.PublishedAsync(), await author.DraftAsync());
        var start = await anonymous.LatestAsync();
        foreach (var (shown, files) in new[] { (post, new[] { one.Id }), (post, [two.Id, one.Id]), (draft, [one.Id]) })
        {
            (await author.PutAsJsonAsync($"/api/v1/posts/{shown.Id}/media", new { mediaIds = files })).StatusCode
                .ShouldBe(HttpStatusCode.OK);
        }

        var read = await author.GetAsync($"/api/v1/media/{one.Id}");
        (await author.PatchMediaAsync(one.Id, read.Headers.ETag!.Tag, """{"alternativeText":"A loom"}"""))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

        var events = await anonymous.EventsAsync(start);
        events.ShouldAllBe(e => e.Text("type") == "post.files_changed" && e.GetProperty("subjectId").GetGuid() == post.Id);
        events.Count.ShouldBe(3);
        events[0].GetProperty("version").ValueKind.ShouldBe(JsonValueKind.Null, "the row of the post is as it was");
    }

    [Fact]
    public async Task Pages_of_any_size_lead_through_the_same_events()
    {
        var author = await api.SignedInAsync();
        var start = await author.LatestAsync();
        for (var i = 0; i < 7; i++)
        {
            await author.PublishedAsync();
        }

        await author.DraftAsync();
        var whole = (await author.EventsAsync(start)).Select(e => e.GetRawText()).ToList();

        whole.Count.ShouldBe(7);
        (await author.EventsAsync(start, "&limit=1")).Select(e => e.GetRawText()).ShouldBe(whole);
        (await author.EventsAsync(start, "&limit=3&types=post.published")).Select(e => e.GetRawText()).ShouldBe(whole);
        (await author.EventsAsync(start, "&types=case.opened,case.decided")).ShouldBeEmpty();
        var third = JsonDocument.Parse(whole[2]).RootElement.Text("position");
        (await author.EventsAsync(third)).Select(e => e.GetRawText()).ShouldBe(whole.Skip(3), "every event has a position of its own");
        (await author.EventsAsync(await author.LatestAsync())).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_moves_past_what_the_reader_may_not_see()
    {
        var (author, anonymous) = (await api.SignedInAsync(), api.Anonymous());
        var start = await anonymous.LatestAsync();
        await author.UploadAsync(SampleFiles.Png());

        var page = await anonymous.PageAsync($"/api/v1/events?after={start}");

        page.Items().ShouldBeEmpty();
        page.Text("position").ShouldNotBe(start);
        page.GetProperty("hasMore").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense", "event.position_unknown")]
    [InlineData("ffffffff-1-0", "event.position_unknown")]
    [InlineData("LOG-999999999-0", "event.position_unknown")]
    [InlineData("LOG-99999999999999999999-0", "event.position_unknown")]
    [InlineData("LOG--1-0", "event.position_unknown")]
    [InlineData("LOG-0-0", "event.position_expired")]
    public async Task A_position_that_cannot_be_read_from_is_refused_with_the_remedy(string position, string code)
    {
        var log = (await api.Anonymous().LatestAsync()).Split('-')[0];

        var problem = await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/events?after={position.Replace("LOG", log, StringComparison.Ordinal)}"),
            code == "event.position_expired" ? HttpStatusCode.Gone : HttpStatusCode.BadRequest,
            code);

        problem.Text("detail").ShouldContain("after=latest");
    }

    [Fact]
    public async Task A_type_that_no_event_has_is_refused() =>
        (await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/events?types=post.published,post.printed"),
            HttpStatusCode.BadRequest,
            "validation.failed"))
            .Errors("types").ShouldHaveSingleItem().ShouldContain("post.published");

    private static async Task<SentPost> EditAsync(HttpClient author, Guid postId)
    {
        var read = await author.GetAsync($"/api/v1/posts/{postId}");
        return await SentPost.ReadAsync(
            await author.PatchPostAsync(postId, read.Headers.ETag!.Tag, new { title = "Another" }), HttpStatusCode.OK);
    }
}
