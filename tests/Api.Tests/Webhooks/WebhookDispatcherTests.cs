using System.Diagnostics;
using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Webhooks;

public sealed class WebhookDispatcherTests(DispatcherFixture api) : IClassFixture<DispatcherFixture>
{
    [Fact]
    public async Task What_is_committed_arrives_through_one_place_without_a_poll()
    {
        await using var first = await Receiver.StartAsync();
        await using var second = await Receiver.StartAsync();
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        await WebhookFixture.SubscribeAsync(ann, first, ["post.published"], authorId: bob.UserId);
        await WebhookFixture.SubscribeAsync(bob, first, ["post.published"], authorId: bob.UserId);
        await WebhookFixture.SubscribeAsync(bob, second, ["post.published"], authorId: bob.UserId);

        var posts = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            posts.Add((await bob.PublishedAsync()).Id);
        }

        await DispatcherFixture.UntilAsync(() => first.Requests.Count >= 8 && second.Requests.Count >= 4);
        first.Requests.Select(r => r.SubjectId).ShouldBe(posts.Concat(posts), ignoreOrder: true);
        second.Requests.Select(r => r.SubjectId).ShouldBe(posts, ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_of_another_process_arrives_when_its_batch_is_closed()
    {
        await using var receiver = await Receiver.StartAsync();
        var ann = await api.SignedInAsync();
        await WebhookFixture.SubscribeAsync(ann, receiver, ["account.updated"], authorId: ann.UserId);
        await api.QuietAsync();
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.event_log (type, audience, subject_id, owner_id) VALUES ('account.updated', 'public', $1, $1)", ann.UserId);

        await api.Superuser.ExecuteAsync("SELECT app.close_event_batch()");

        await DispatcherFixture.UntilAsync(() => receiver.Requests.Count > 0);
        receiver.Requests.ShouldHaveSingleItem().SubjectId.ShouldBe(ann.UserId);
    }

    [Fact]
    public async Task A_burst_of_commits_shares_fan_outs()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.SignedInAsync()));
        var (before, started) = (api.FanOuts, Stopwatch.GetTimestamp());

        await Task.WhenAll(clients.Select(async client =>
        {
            for (var i = 0; i < 25; i++)
            {
                await client.PublishedAsync();
            }
        }));

        // One each 100 ms, as timers measure them, and those at either end.
        var most = (int)(Stopwatch.GetElapsedTime(started).TotalMilliseconds / 90) + 2;
        (api.FanOuts - before).ShouldBeLessThanOrEqualTo(most);
    }
}

public sealed class StopWebhookDispatcherTests(DispatcherFixture api) : IClassFixture<DispatcherFixture>
{
    [Fact]
    public async Task Events_are_fanned_out_while_the_place_is_taken_and_the_attempt_ends_before_the_process()
    {
        await using var receiver = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.Answer = (http, _) => gate.Task.WaitAsync(http.RequestAborted);
        var ann = await api.SignedInAsync();
        var (webhook, _) = await WebhookFixture.SubscribeAsync(ann, receiver, ["post.published", "webhook.test"], authorId: ann.UserId);
        (await ann.PostAsync($"{WebhookFixture.Webhooks}/{webhook}/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await DispatcherFixture.UntilAsync(() => receiver.Requests.Count > 0);
        var post = await ann.PublishedAsync();
        await DispatcherFixture.UntilAsync(
            () => api.Superuser.ScalarAsync<bool>(
                "SELECT EXISTS (SELECT FROM app.webhook_deliveries WHERE subject_id = $1)", post.Id));

        var stopping = api.Dispatcher.StopAsync(CancellationToken.None);
        stopping.IsCompleted.ShouldBeFalse("an attempt runs");
        gate.SetResult();
        await stopping;

        receiver.Requests.ShouldHaveSingleItem().Type.ShouldBe("webhook.test");
        (await api.Superuser.ScalarAsync<string>(
            "SELECT string_agg(type || ' ' || state, ', ' ORDER BY type) FROM app.webhook_deliveries WHERE webhook_id = $1", webhook))
            .ShouldBe("post.published waiting, webhook.test succeeded");
    }
}
