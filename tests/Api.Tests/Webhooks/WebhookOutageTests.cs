using System.Collections.Concurrent;
using System.Net;
using Agora.Api.Tests.Posts;

namespace Agora.Api.Tests.Webhooks;

public sealed class WebhookOutageTests(WebhookFixture api) : IClassFixture<WebhookFixture>
{
    private const int Steps = 12;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_receiver_that_is_down_for_an_hour_gets_everything_in_order_and_delays_no_one()
    {
        await using var down = await Receiver.StartAsync();
        await using var up = await Receiver.StartAsync();
        var accepted = new ConcurrentQueue<Received>();
        var bob = await api.SignedInAsync();
        await WebhookFixture.SubscribeAsync(await api.SignedInAsync(), down, ["post.*"], authorId: bob.UserId);
        await WebhookFixture.SubscribeAsync(await api.SignedInAsync(), up, ["post.*"], authorId: bob.UserId);
        down.Answer = static (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        };

        var posts = new List<SentPost>();
        for (var step = 1; step <= Steps; step++)
        {
            posts.Add(await bob.PublishedAsync());
            posts[0] = await SentPost.ReadAsync(
                await bob.PatchPostAsync(posts[0].Id, posts[0].ETag, new { title = $"Title {step}" }), HttpStatusCode.OK);
            await api.DeliverAsync();
            up.Requests.Count.ShouldBe(2 * step);
            await api.PassAsync(Step);
        }

        down.Answer = (_, one) =>
        {
            accepted.Enqueue(one);
            return Task.CompletedTask;
        };
        // The longest wait before the next attempt after an hour, and a fifth more.
        await api.PassAsync(TimeSpan.FromSeconds(5 * 1024 * 1.2));
        await api.DeliverAsync();

        Events(accepted).ShouldBe(Events(up.Requests), ignoreOrder: true);
        var versions = accepted.Where(r => r.SubjectId == posts[0].Id).Select(Version).ToList();
        versions.Count.ShouldBe(Steps + 1);
        versions.ShouldBeInOrder();
        accepted.Select(r => r.Id).ShouldBeUnique();
    }

    private static IEnumerable<Guid> Events(IEnumerable<Received> requests) =>
        requests.Select(r => r.Json.GetProperty("data").GetProperty("eventId").GetGuid());

    private static int Version(Received request) => request.Json.GetProperty("data").GetProperty("version").GetInt32();
}
