using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Sessions;
using Agora.Application.Notifications;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Notifications;

public sealed class DigestTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Two_workers_at_once_queue_one_digest_and_the_next_day_brings_only_what_is_new()
    {
        var (ann, ben) = (await WantingAsync(), await api.SignedInAsync());
        await FollowAsync(ben, ann);

        await Task.WhenAll(QueueAsync(), QueueAsync(), QueueAsync());
        (await QueuedAsync(ann)).ShouldBe(1);
        await PassAsync(ann, TimeSpan.Zero);
        await FollowAsync(await api.SignedInAsync(), ann);
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(1, "one a day, also when the first was sent");

        await PassAsync(ann, TimeSpan.FromDays(1));
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(2);
        await PassAsync(ann, TimeSpan.FromDays(1));
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(2, "nothing came since");
        await FollowAsync(await api.SignedInAsync(), ann);
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(3);
    }

    [Fact]
    public async Task What_was_written_before_a_digest_and_committed_after_it_is_in_the_next()
    {
        var (ann, ben, late) = (await WantingAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        await FollowAsync(ben, ann);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await using var follow = connection.CreateCommand();
        follow.CommandText = "INSERT INTO app.follows (follower_id, followee_id, created_at) VALUES ($1, $2, $3)";
        follow.Parameters.Add(new() { Value = late.UserId });
        follow.Parameters.Add(new() { Value = ann.UserId });
        follow.Parameters.Add(new() { Value = api.Clock.GetUtcNow().AddSeconds(-1) });
        await follow.ExecuteNonQueryAsync();

        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(1);
        await slow.CommitAsync();
        await PassAsync(ann, TimeSpan.FromDays(1));
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(2);

        await PassAsync(ann, TimeSpan.FromDays(1));
        await QueueAsync();
        (await QueuedAsync(ann)).ShouldBe(2, "it is in one digest");
    }

    [Fact]
    public async Task A_digest_has_mentions_of_long_before_that_became_visible_since()
    {
        var (ann, ben) = (await WantingAsync(), await api.SignedInAsync());
        var comment = await ben.CommentAsync((await ben.PublishedAsync()).Id, $"With @{ann.Username}");
        await api.Superuser.ExecuteAsync("DELETE FROM app.notifications WHERE user_id = $1", ann.UserId);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.comments SET is_approved = false, created_at = now() - interval '30 days' WHERE id = $1", comment.Id);
        await FollowAsync(ben, ann);
        await QueueAsync();
        await PassAsync(ann, TimeSpan.FromDays(1));
        // The clock of the server, which dates what the next statement writes, is not that of the test.
        await api.Superuser.ExecuteAsync(
            "UPDATE app.notification_digests SET sent_at = now() - interval '1 day' WHERE user_id = $1", ann.UserId);

        await api.Superuser.ExecuteAsync("UPDATE app.comments SET is_approved = true WHERE id = $1", comment.Id);
        await QueueAsync();

        (await QueuedAsync(ann)).ShouldBe(2);
    }

    [Fact]
    public async Task A_weekly_digest_waits_a_week_and_never_is_never()
    {
        var (weekly, never, ben) = (await WantingAsync("weekly"), await WantingAsync("never"), await api.SignedInAsync());
        await FollowAsync(ben, weekly);
        await FollowAsync(ben, never);
        await QueueAsync();
        await PassAsync(weekly, TimeSpan.FromDays(1));
        await FollowAsync(await api.SignedInAsync(), weekly);

        await PassAsync(weekly, TimeSpan.FromDays(5));
        await QueueAsync();
        (await QueuedAsync(weekly)).ShouldBe(1);
        await PassAsync(weekly, TimeSpan.FromDays(1));
        await QueueAsync();

        (await QueuedAsync(weekly)).ShouldBe(2);
        (await QueuedAsync(never)).ShouldBe(0);
    }

    [Theory]
    [InlineData("UPDATE app.users SET email_verified_at = NULL WHERE id = $1")]
    [InlineData("UPDATE app.users SET deleted_at = now() WHERE id = $1")]
    [InlineData("UPDATE app.users SET is_active = false WHERE id = $1")]
    [InlineData("UPDATE app.user_preferences SET document = '{}' WHERE user_id = $1")]
    [InlineData("UPDATE app.notifications SET read_at = now() WHERE user_id = $1")]
    [InlineData("INSERT INTO app.blocks (blocker_id, blocked_id) SELECT follower_id, followee_id FROM app.follows WHERE followee_id = $1")]
    public async Task Users_who_must_not_get_a_digest_get_none(string sql)
    {
        var (ann, ben) = (await WantingAsync(), await api.SignedInAsync());
        await FollowAsync(ben, ann);
        await api.Superuser.ExecuteAsync(sql, ann.UserId);

        await QueueAsync();

        (await QueuedAsync(ann)).ShouldBe(0);
    }

    [Fact]
    public async Task The_mail_contains_no_names_says_how_to_end_it_and_is_dropped_when_it_is_wanted_no_more()
    {
        var (ann, cat, dan, ben) = (await WantingAsync(), await WantingAsync(), await WantingAsync("weekly"), await api.SignedInAsync());
        foreach (var person in new[] { ann, cat, dan })
        {
            await FollowAsync(ben, person);
        }

        await QueueAsync();
        await cat.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/email", false);
        await dan.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/digest", "never");

        await api.SendMailAsync();

        var mail = api.Mail.To(ann.Email).ShouldHaveSingleItem();
        mail.Subject.ShouldBe("You have unread notifications");
        mail.Text.ShouldContain("notifications.email");
        mail.Text.ShouldNotContain(ben.Username);
        api.Mail.To(cat.Email).ShouldBeEmpty();
        api.Mail.To(dan.Email).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n")]
    public async Task A_mail_service_ends_digests_by_one_click_and_looking_at_the_link_does_not(string contentType, string body)
    {
        var (ann, cat) = (await WantingAsync(), await WantingAsync());
        await FollowAsync(ann, cat);
        await FollowAsync(cat, ann);
        await QueueAsync();
        await api.SendMailAsync();
        var link = api.Mail.To(ann.Email).ShouldHaveSingleItem().UnsubscribeLink!;
        var path = new Uri(link).PathAndQuery;

        (await api.Anonymous().GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await WantsAsync(ann)).ShouldBeTrue();
        for (var click = 0; click < 2; click++)
        {
            using var content = new StringContent(body, MediaTypeHeaderValue.Parse(contentType));
            (await api.Anonymous().PostAsync(path, content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await WantsAsync(ann)).ShouldBeFalse();
        (await WantsAsync(cat)).ShouldBeTrue();
        await ann.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/email", true);
        (await WantsAsync(ann)).ShouldBeTrue("it can be switched on again");
    }

    [Fact]
    public async Task The_page_of_the_link_ends_digests_and_refuses_what_was_not_signed_here()
    {
        var (ann, ben) = (await WantingAsync(), await api.SignedInAsync());
        await FollowAsync(ben, ann);
        await QueueAsync();
        await api.SendMailAsync();
        var mail = api.Mail.To(ann.Email).ShouldHaveSingleItem();
        var token = mail.UnsubscribeLink![(mail.UnsubscribeLink!.IndexOf('=', StringComparison.Ordinal) + 1)..];
        mail.Text.ShouldContain($"/unsubscribe#token={token}");

        foreach (var wrong in new[] { "", "x", token[1..], (token[0] == 'A' ? 'B' : 'A') + token[1..], token + token, "ü" })
        {
            using var refused = await SendFormAsync(wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("Must be the code of a link");
        }

        (await WantsAsync(ann)).ShouldBeTrue();
        (await SendFormAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await WantsAsync(ann)).ShouldBeFalse();
        (await ann.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendFormAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> SendFormAsync(string token) =>
        api.Anonymous().PostAsync("/unsubscribe", new FormUrlEncodedContent([KeyValuePair.Create("token", token)]));

    private Task<bool> WantsAsync(TestClient person) => api.Superuser.ScalarAsync<bool>(
        "SELECT document @> '{\"notifications\": {\"email\": true}}' FROM app.user_preferences WHERE user_id = $1", person.UserId);

    private async Task<TestClient> WantingAsync(string? often = null)
    {
        var person = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET email_verified_at = now() WHERE id = $1", person.UserId);
        await person.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/email", true);
        if (often is not null)
        {
            await person.PutAsJsonAsync("/api/v1/users/me/preferences/notifications/digest", often);
        }

        return person;
    }

    private static Task<HttpResponseMessage> FollowAsync(HttpClient who, TestClient whom) =>
        who.PutAsync($"/api/v1/users/me/following/{whom.UserId}", null);

    private async Task QueueAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new QueueDigests())).Value.ShouldBe(0);
    }

    private async Task PassAsync(TestClient person, TimeSpan time)
    {
        await api.Superuser.ExecuteAsync(
            "UPDATE app.mail_outbox SET state = 'sent', finished_at = now() WHERE user_id = $1 AND state = 'waiting'", person.UserId);
        api.Clock.Advance(time);
    }

    private Task<int> QueuedAsync(TestClient person) => api.Superuser.ScalarAsync<int>(
        "SELECT count(*)::integer FROM app.mail_outbox WHERE user_id = $1 AND kind = 'notification_digest'", person.UserId);
}
