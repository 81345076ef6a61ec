using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Application.Notifications;
using Agora.Domain.Users;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Notifications;

public sealed class NotificationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_comment_notifies_the_author_of_the_post_and_a_reply_that_of_the_comment()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;

        var comment = (await ben.CommentAsync(post)).Id;
        var reply = (await ann.CommentAsync(post, parentId: comment)).Id;

        var shown = (await ListAsync(ann)).ShouldHaveSingleItem();
        (Kind(shown), Id(shown, "postId"), Id(shown, "commentId")).ShouldBe(("comment", post, comment));
        shown.GetProperty("actor").GetProperty("username").GetString().ShouldBe(ben.Username);
        shown.GetProperty("readAt").ValueKind.ShouldBe(JsonValueKind.Null);
        shown = (await ListAsync(ben)).ShouldHaveSingleItem();
        (Kind(shown), Id(shown, "postId"), Id(shown, "commentId")).ShouldBe(("reply", post, reply));
    }

    [Fact]
    public async Task Own_acts_do_not_notify()
    {
        var ann = await api.SignedInAsync();
        var post = (await ann.PublishedAsync(body: $"I am @{ann.Username}")).Id;

        await ann.CommentAsync(post, $"Me, @{ann.Username}", (await ann.CommentAsync(post)).Id);

        (await ListAsync(ann)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mention_notifies_once_also_when_the_comment_is_a_reply_or_is_edited()
    {
        var (ann, ben, cat) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;

        var comment = await ben.CommentAsync(post, $"@{ann.Username} and @{cat.Username.ToUpperInvariant()}, look.");
        (await KindsAsync(ann)).ShouldBe(["comment"]);
        (await KindsAsync(cat)).ShouldBe(["mention"]);

        comment = await EditAsync(comment, "No mention");
        comment = await EditAsync(comment, $"@{cat.Username} again");
        await EditAsync(comment, $"@{cat.Username} again and again");
        (await KindsAsync(cat)).ShouldBe(["mention"]);
        (await UnreadAsync(cat)).ShouldBe(1);

        async Task<SentComment> EditAsync(SentComment of, string body) =>
            await SentComment.ReadAsync(await ben.PatchCommentAsync(of.Id, of.ETag, new { body }), HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_edit_that_adds_a_mention_notifies()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await ann.PublishedAsync();
        var comment = await ann.CommentAsync(post.Id);

        await ann.PatchCommentAsync(comment.Id, comment.ETag, new { body = $"Hello @{ben.Username}" });
        (await KindsAsync(ben)).ShouldBe(["mention"]);
        await ann.PatchPostAsync(post.Id, post.ETag, new { body = $"Hello @{ben.Username}" });
        (await KindsAsync(ben)).ShouldBe(["mention", "mention"]);
    }

    [Fact]
    public async Task A_mention_in_a_draft_notifies_when_it_is_published()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.DraftAsync(body: $"With @{ben.Username}")).Id;
        (await ListAsync(ben)).ShouldBeEmpty();

        await ann.StepAsync(post, "publish");
        await ann.StepAsync(post, "archive");
        (await ListAsync(ben)).ShouldBeEmpty("what is archived is not shown");
        await ann.StepAsync(post, "publish");

        (await KindsAsync(ben)).ShouldBe(["mention"]);
    }

    [Fact]
    public async Task A_draft_that_was_published_days_ago_notifies_of_no_mention()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (old, recent) =
            ((await ann.DraftAsync(body: $"With @{ben.Username}")).Id, (await ann.DraftAsync(body: $"And @{ben.Username}")).Id);

        foreach (var (post, age) in new[] { (old, "2 days"), (recent, "1 hour") })
        {
            await api.Superuser.ExecuteAsync(
                "UPDATE app.posts SET status = 'published', published_at = now() - $2::interval WHERE id = $1", post, age);
        }

        Id((await ListAsync(ben)).ShouldHaveSingleItem(), "postId").ShouldBe(recent);
    }

    [Fact]
    public async Task A_follower_notifies_once_and_not_when_gone_or_unwanted()
    {
        var (star, fan, shy) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        await shy.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/follows", false);

        foreach (var whom in new[] { star, shy })
        {
            await fan.PutAsync($"/api/v1/users/me/following/{whom.UserId}", null);
        }

        (await KindsAsync(star)).ShouldBe(["follow"]);
        (await ListAsync(shy)).ShouldBeEmpty();
        await fan.DeleteAsync($"/api/v1/users/me/following/{star.UserId}");
        (await ListAsync(star)).ShouldBeEmpty();
        (await UnreadAsync(star)).ShouldBe(0);
        await fan.PutAsync($"/api/v1/users/me/following/{star.UserId}", null);
        (await KindsAsync(star)).ShouldBe(["follow"]);
    }

    [Fact]
    public async Task Likes_of_one_thing_are_one_notification_until_it_is_read()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;
        var fans = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            fans.Add(await api.SignedInAsync());
        }

        await Task.WhenAll(fans.Take(4).SelectMany(fan => new[]
        {
            fan.PutAsync($"/api/v1/posts/{post}/like", null), fan.PutAsync($"/api/v1/comments/{comment}/like", null),
        }));

        var shown = await ListAsync(author);
        shown.Select(t => (Kind(t), t.GetProperty("likes").GetInt32())).ShouldBe([("like", 4), ("like", 4)]);
        (await UnreadAsync(author)).ShouldBe(2);

        (await ReadAsync(author, new { upTo = Id(shown[0], "id") })).ShouldBe(0);
        await fans[4].PutAsync($"/api/v1/posts/{post}/like", null);
        var again = (await ListAsync(author, "?unread=true")).ShouldHaveSingleItem();
        (Kind(again), again.GetProperty("likes").GetInt32(), Id(again, "postId")).ShouldBe(("like", 1, post));

        foreach (var fan in fans)
        {
            await fan.DeleteAsync($"/api/v1/posts/{post}/like");
        }

        (await ListAsync(author, "?unread=true")).ShouldBeEmpty("a like that was taken back is not shown");
    }

    [Fact]
    public async Task A_like_that_is_withdrawn_and_repeated_notifies_once_before_and_not_again_after_it_was_read()
    {
        var (author, fan, other) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;

        foreach (var address in new[] { $"/api/v1/posts/{post}/like", $"/api/v1/comments/{comment}/like" })
        {
            await ToggleAsync(address);
            (await ListAsync(author, "?unread=true")).ShouldBeEmpty();
            await other.PutAsync(address, null);
            await ToggleAsync(address);
            await fan.PutAsync(address, null);
            var shown = (await ListAsync(author, "?unread=true")).ShouldHaveSingleItem();
            shown.GetProperty("likes").GetInt32().ShouldBe(2);

            (await ReadAsync(author, new { ids = new[] { Id(shown, "id") } })).ShouldBe(0);
            await fan.DeleteAsync(address);
            await ToggleAsync(address);
            await fan.PutAsync(address, null);
            (await UnreadAsync(author)).ShouldBe(0, "the author has read that this person likes it");
            var third = await api.SignedInAsync();
            await third.PutAsync(address, null);
            await fan.DeleteAsync(address);
            shown = (await ListAsync(author, "?unread=true")).ShouldHaveSingleItem();
            shown.GetProperty("likes").GetInt32().ShouldBe(1);
            (await ReadAsync(author, new { ids = new[] { Id(shown, "id") } })).ShouldBe(0);

            await api.Superuser.ExecuteAsync("UPDATE app.withdrawn_likes SET withdrawn_at = withdrawn_at - interval '1 day'");
            await fan.PutAsync(address, null);
            shown = (await ListAsync(author, "?unread=true")).ShouldHaveSingleItem();
            (await ReadAsync(author, new { ids = new[] { Id(shown, "id") } })).ShouldBe(0);
        }

        async Task ToggleAsync(string address)
        {
            for (var i = 0; i < 3; i++)
            {
                (await fan.PutAsync(address, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
                (await fan.DeleteAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Muting_ends_the_count_of_likes_so_that_the_next_is_exact(bool ofComment)
    {
        var (author, first, second, third) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var like = ofComment ? $"/api/v1/comments/{(await author.CommentAsync(post)).Id}/like" : $"/api/v1/posts/{post}/like";
        await first.PutAsync(like, null);
        await second.PutAsync(like, null);
        (await ListAsync(author)).ShouldHaveSingleItem().GetProperty("likes").GetInt32().ShouldBe(2);

        await author.PutAsync($"/api/v1/posts/{post}/mute", null);
        (await ListAsync(author)).ShouldBeEmpty();
        await first.DeleteAsync(like);
        await third.PutAsync(like, null);
        await author.DeleteAsync($"/api/v1/posts/{post}/mute");
        await (await api.SignedInAsync()).PutAsync(like, null);
        await third.DeleteAsync(like);
        await second.DeleteAsync(like);

        (await ListAsync(author)).ShouldHaveSingleItem().GetProperty("likes").GetInt32().ShouldBe(1, "the like that was given since");
    }

    [Fact]
    public async Task Hidden_ones_in_front_leave_pages_short_and_are_read_after_a_day()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (kept, gone) = ((await ann.PublishedAsync()).Id, (await ann.PublishedAsync()).Id);
        await ben.CommentAsync(kept);
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.comments (author_id, post_id, body, created_at)
            SELECT $1, $2, 'c', now() FROM generate_series(1, 2100) AS n
            """,
            ben.UserId,
            gone);
        (await ann.DeleteAsync($"/api/v1/posts/{gone}")).EnsureSuccessStatusCode();

        var page = await ann.PageAsync("/api/v1/notifications?unread=true");
        page.Items().ShouldBeEmpty();
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.String);
        var shown = (await ann.WalkAsync("/api/v1/notifications?unread=true")).Ids().ShouldHaveSingleItem();

        await ReadHiddenAsync();
        (await HiddenAsync()).ShouldBe(2100, "less than a day old");
        await api.Superuser.ExecuteAsync(
            "UPDATE app.notifications SET created_at = created_at - interval '25 hours' WHERE user_id = $1", ann.UserId);
        await ReadHiddenAsync();

        // At most a hundred unread ones are left as they are, since they cost a count little.
        (await HiddenAsync()).ShouldBeLessThanOrEqualTo(100);
        (await UnreadAsync(ann)).ShouldBe(1);
        (await ListAsync(ann, "?unread=true")).Select(n => Id(n, "id")).ShouldBe([shown]);

        async Task ReadHiddenAsync()
        {
            await using var scope = api.Services.CreateAsyncScope();
            (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ReadHiddenNotifications())).Value.ShouldBe(0);
        }

        Task<int> HiddenAsync() => api.Superuser.ScalarAsync<int>(
            "SELECT count(*)::integer FROM app.notifications WHERE user_id = $1 AND post_id = $2 AND read_at IS NULL", ann.UserId, gone);
    }

    [Fact]
    public async Task What_is_hidden_is_read_with_what_came_after_it()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;
        var gone = (await ben.CommentAsync(post)).Id;
        await ben.DeleteCommentAsync(gone);
        await ben.CommentAsync(post);

        (await ReadAsync(ann, new { upTo = Id((await ListAsync(ann)).ShouldHaveSingleItem(), "id") })).ShouldBe(0);

        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.notifications WHERE user_id = $1 AND read_at IS NULL", ann.UserId)).ShouldBe(0);
        await ben.PostAsync($"/api/v1/comments/{gone}/restore", null);
        (await ListAsync(ann)).Length.ShouldBe(2);
        (await UnreadAsync(ann)).ShouldBe(0);
    }

    [Fact]
    public async Task A_mention_in_a_hidden_comment_notifies_once_it_is_shown()
    {
        var (ann, ben, cat) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var comment = await ben.CommentAsync((await ann.PublishedAsync()).Id);

        await ApproveAsync(false);
        comment = await SentComment.ReadAsync(await ben.GetAsync($"/api/v1/comments/{comment.Id}"), HttpStatusCode.OK);
        (await ben.PatchCommentAsync(comment.Id, comment.ETag, new { body = $"With @{cat.Username}" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(cat)).ShouldBeEmpty();
        await ApproveAsync(true);
        await ApproveAsync(false);
        await ApproveAsync(true);

        (await KindsAsync(cat)).ShouldBe(["mention"]);
        (await KindsAsync(ann)).ShouldBe(["comment"]);

        Task ApproveAsync(bool approved) =>
            api.Superuser.ExecuteAsync("UPDATE app.comments SET is_approved = $2 WHERE id = $1", comment.Id, approved);
    }

    [Theory]
    [InlineData("posts", "like")]
    [InlineData("posts", "bookmark")]
    [InlineData("posts", "mute")]
    [InlineData("comments", "like")]
    public async Task What_is_deleted_for_good_at_the_same_moment_is_not_found(string kind, string what)
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var id = (await author.PublishedAsync()).Id;
        id = kind == "posts" ? id : (await author.CommentAsync(id)).Id;
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var delete = connection.CreateCommand();
        delete.CommandText = $"DELETE FROM app.{kind} WHERE id = '{id}'";
        await delete.ExecuteNonQueryAsync();

        var sending = fan.PutAsync($"/api/v1/{kind}/{id}/{what}", null);
        await api.Superuser.WaitersAsync(1, sending);
        await transaction.CommitAsync();

        await Problem.AssertAsync(await sending, HttpStatusCode.NotFound, kind == "posts" ? "post.not_found" : "comment.not_found");
    }

    [Fact]
    public async Task A_decision_about_content_notifies_its_author_and_so_does_that_about_the_appeal()
    {
        var (author, moderator, other) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        await (await api.SignedInAsync()).FlagPostAsync(post);
        (await ListAsync(author)).ShouldBeEmpty("a flag is no news");
        var about = await api.Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE post_id = $1", post);

        await moderator.DecideAsync(about, "reject");
        var shown = (await ListAsync(author)).ShouldHaveSingleItem();
        (Kind(shown), Id(shown, "postId"), Id(shown, "caseId")).ShouldBe(("decision", post, about));
        shown.GetProperty("actor").ValueKind.ShouldBe(JsonValueKind.Null);

        await author.AppealAsync(about);
        await other.DecideAsync(about, "approve");
        (await KindsAsync(author)).ShouldBe(["decision", "decision"]);
    }

    [Fact]
    public async Task A_block_and_the_trash_hide_notifications_and_their_count_agrees()
    {
        var (ann, ben, cat) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;
        var gone = (await cat.CommentAsync(post)).Id;
        await ben.CommentAsync(post);
        (await UnreadAsync(ann)).ShouldBe(2);

        await cat.DeleteCommentAsync(gone);
        (await UnreadAsync(ann)).ShouldBe(1);
        await ben.PutAsync($"/api/v1/users/me/blocks/{ann.UserId}", null);
        (await ListAsync(ann)).ShouldBeEmpty();
        (await UnreadAsync(ann)).ShouldBe(0);

        await cat.PublishedAsync(body: "Nothing");
        await ben.PublishedAsync(body: $"I write about @{ann.Username}");
        (await ListAsync(ann)).ShouldBeEmpty("a block keeps from notifying");
        await ben.DeleteAsync($"/api/v1/users/me/blocks/{ann.UserId}");
        (await ListAsync(ann)).ShouldBeEmpty("a block deletes what was unread");
        await ben.CommentAsync(post);
        (await KindsAsync(ann)).ShouldBe(["comment"]);

        await ann.DeleteAsync($"/api/v1/posts/{post}");
        (await UnreadAsync(ann)).ShouldBe(0);
    }

    [Fact]
    public async Task A_muted_post_notifies_of_nothing_below_it()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;
        (await ann.PutAsync($"/api/v1/posts/{post}/mute", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ann.PutAsync($"/api/v1/posts/{post}/mute", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ben.CommentAsync(post, $"@{ann.Username}!");
        await ben.PutAsync($"/api/v1/posts/{post}/like", null);
        (await ListAsync(ann)).ShouldBeEmpty();

        (await ann.DeleteAsync($"/api/v1/posts/{post}/mute")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ben.CommentAsync(post);
        (await KindsAsync(ann)).ShouldBe(["comment"]);
        await Problem.AssertAsync(
            await ann.PutAsync($"/api/v1/posts/{Guid.NewGuid()}/mute", null), HttpStatusCode.NotFound, "post.not_found");
    }

    [Fact]
    public async Task Reading_up_to_one_leaves_what_came_since_and_reading_some_leaves_the_others()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;
        for (var i = 0; i < 5; i++)
        {
            await ben.CommentAsync(post, $"{i}");
        }

        var all = (await ann.WalkAsync("/api/v1/notifications?limit=2")).Ids();
        all.Length.ShouldBe(5);

        (await ReadAsync(ann, new { upTo = all[3] })).ShouldBe(3);
        (await ReadAsync(ann, new { ids = new[] { all[0], Guid.NewGuid() } })).ShouldBe(2);
        (await ReadAsync(ann, new { ids = new[] { all[0] } })).ShouldBe(2);
        (await ann.WalkAsync("/api/v1/notifications?unread=true&limit=1")).Ids().ShouldBe([all[1], all[2]]);
        (await ann.WalkAsync("/api/v1/notifications?limit=2")).Ids().ShouldBe(all);
    }

    [Fact]
    public async Task Notifications_of_others_are_neither_seen_nor_read()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        await ben.CommentAsync((await ann.PublishedAsync()).Id);
        var shown = Id((await ListAsync(ann)).ShouldHaveSingleItem(), "id");

        await Problem.AssertAsync(
            await ben.PostAsJsonAsync("/api/v1/notifications/read", new { upTo = shown }),
            HttpStatusCode.BadRequest,
            "notification.unknown");
        await ReadAsync(ben, new { ids = new[] { shown } });
        (await UnreadAsync(ann)).ShouldBe(1);
        await Problem.AssertAsync(
            await ann.PostAsJsonAsync("/api/v1/notifications/read", new { }), HttpStatusCode.BadRequest, "validation.failed");
        (await ReadAsync(ann, new { upTo = shown, ids = new[] { shown } })).ShouldBe(0);
    }

    [Fact]
    public async Task Old_notifications_are_purged()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await ann.PublishedAsync()).Id;
        await ben.CommentAsync(post);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.notifications SET created_at = now() - interval '91 days' WHERE user_id = $1", ann.UserId);
        await ben.CommentAsync(post);

        await using var scope = api.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new PurgeNotifications())).Value.ShouldBe(1);

        (await KindsAsync(ann)).ShouldBe(["comment"]);
    }

    private static string Kind(JsonElement notification) => notification.GetProperty("kind").GetString()!;

    private static Guid Id(JsonElement notification, string member) => notification.GetProperty(member).GetGuid();

    private static async Task<JsonElement[]> ListAsync(HttpClient client, string query = "") =>
        (await client.PageAsync($"/api/v1/notifications{query}")).Items();

    private static async Task<string[]> KindsAsync(HttpClient client) => [.. (await ListAsync(client)).Select(Kind)];

    private static async Task<int> UnreadAsync(HttpClient client)
    {
        var unread = (await client.PageAsync("/api/v1/notifications/summary")).GetProperty("unread").GetInt32();
        (await ListAsync(client, "?unread=true&limit=100")).Length.ShouldBe(unread);
        return unread;
    }

    private static async Task<int> ReadAsync(HttpClient client, object body)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/notifications/read", body);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("unread").GetInt32();
    }
}
