using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.EventLog;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Streams;

public sealed class StreamTests(StreamFixture api) : IClassFixture<StreamFixture>
{
    [Fact]
    public async Task A_stream_has_the_events_of_its_topics_as_they_are_committed()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        (await fan.PutAsync($"/api/v1/users/me/following/{author.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var post = await author.PublishedAsync();
        await using var feed = await StreamReader.OpenAsync(api.Address, fan, "feed");
        await using var thread = await StreamReader.OpenAsync(api.Address, caller: null, $"thread:{post.Id}");

        var other = await (await api.SignedInAsync()).PublishedAsync();
        var comment = await fan.CommentAsync(post.Id);
        var next = await author.PublishedAsync();

        var published = await feed.EventAsync();
        (published.Name, published.Subject).ShouldBe(("post.published", next.Id), "not the post of another author, and no comment");
        var commented = await thread.EventAsync();
        (commented.Name, commented.Subject).ShouldBe(("comment.created", comment.Id));
        commented.Id.ShouldBe(commented.Data.Text("position"));
        other.ShouldNotBeNull();
        thread.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        thread.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task Fifty_lost_connections_on_two_servers_lose_and_repeat_nothing()
    {
        var author = await api.SignedInAsync();
        await using var second = await api.StartHostAsync();
        Uri[] servers = [api.Address, new Uri(second.Urls.Single())];
        var published = new List<Guid>();
        var seen = new List<Guid>();
        string lastId;
        await using (var first = await StreamReader.OpenAsync(api.Address, author, "events"))
        {
            lastId = first.LastId;
        }

        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                published.Add((await author.PublishedAsync()).Id);
            }
        });
        for (var connection = 0; connection < 50 || seen.Count < 60; connection++)
        {
            await using var reader = await StreamReader.ConnectAsync(servers[connection % 2], author, "events", lastId);
            for (var i = 0; i <= connection % 3 && seen.Count < 60; i++)
            {
                if ((await reader.EventAsync()) is { Name: "post.published" } sent)
                {
                    seen.Add(sent.Subject);
                }
            }

            lastId = reader.LastId;
        }

        await writing;
        seen.ShouldBe(published);
    }

    [Fact]
    public async Task What_is_committed_between_joining_and_catching_up_comes_once()
    {
        var author = await api.SignedInAsync();
        // The hub has read up to here, as far as this stream is concerned.
        await using var open = await StreamReader.OpenAsync(api.Address, caller: null, "events");
        var start = EventPosition.Parse(await author.LatestAsync()).Value;
        var posts = new List<Guid> { (await author.PublishedAsync()).Id };
        await open.EventAsync();
        await using var scope = api.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var log = new InterruptedLog(
            services.GetRequiredService<IEventLogRepository>(), async () => posts.Add((await author.PublishedAsync()).Id));
        using var stream = api.Services.GetRequiredService<IStreams>()
            .Open(Actor.Anonymous, "a test", StreamTopics.Parse(["events"], Actor.Anonymous).Value).Value;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var seen = new List<Guid>();
        await foreach (var message in stream.ReadAsync(start, log, services.GetRequiredService<IStreamRepository>(), limit.Token))
        {
            if (message.Event is { } sent)
            {
                seen.Add(sent.SubjectId);
            }
            else if (posts.Count == 2)
            {
                posts.Add((await author.PublishedAsync()).Id);
            }

            if (posts.Count == 3 && seen.Contains(posts[2]))
            {
                break;
            }
        }

        seen.ShouldBe(posts);
    }

    [Fact]
    public async Task A_session_that_ends_ends_its_streams_and_no_others()
    {
        var (person, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        await using var stream = await StreamReader.OpenAsync(api.Address, person, "events");
        await using var another = await StreamReader.OpenAsync(api.Address, other, "events");

        (await person.DeleteAsync($"/api/v1/auth/sessions/{person.Grant.SessionId}")).IsSuccessStatusCode.ShouldBeTrue();
        await stream.EndAsync();

        var post = await other.PublishedAsync();
        (await another.EventAsync()).Subject.ShouldBe(post.Id);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_ends_the_stream_of_moderation()
    {
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        await using var stream = await StreamReader.OpenAsync(api.Address, moderator, "moderation");

        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'user' WHERE id = $1", moderator.UserId);

        await stream.EndAsync();
    }

    [Fact]
    public async Task A_block_filters_the_next_event()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        await using var stream = await StreamReader.OpenAsync(api.Address, reader, "events");
        (await author.PutAsync($"/api/v1/users/me/blocks/{reader.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await author.PublishedAsync();
        var own = await reader.PublishedAsync();

        (await stream.EventAsync()).Subject.ShouldBe(own.Id);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_gets_everything_later_and_delays_no_other()
    {
        var author = await api.SignedInAsync();
        await using var slow = await StreamReader.OpenAsync(api.Address, author, "events");
        await using var quick = await StreamReader.OpenAsync(api.Address, author, "events");
        const int many = 3000;
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.event_log (type, audience, subject_id, owner_id) SELECT 'media.added', 'person', gen_random_uuid(), $1 FROM "
            + "generate_series(1, $2)", author.UserId, many);

        var first = new List<string>();
        while (first.Count < many)
        {
            first.Add((await quick.EventAsync()).Id);
        }

        var second = new List<string>();
        while (second.Count < many)
        {
            second.Add((await slow.EventAsync()).Id);
        }

        first.ShouldBeUnique();
        second.ShouldBe(first);
    }

    [Theory]
    [InlineData("0123abcd-1-0", "event.position_unknown")]
    [InlineData("LOG-0-0", "event.position_expired")]
    [InlineData("nonsense", "event.position_unknown")]
    public async Task What_cannot_be_made_up_for_is_said_by_reload(string lastId, string code)
    {
        var author = await api.SignedInAsync();
        var log = (await author.LatestAsync()).Split('-')[0];
        await using var stream = await StreamReader.ConnectAsync(
            api.Address, author, "events", lastId.Replace("LOG", log, StringComparison.Ordinal));

        var reload = await stream.EventAsync();
        reload.Name.ShouldBe("reload");
        reload.Data.Text("code").ShouldBe(code);
        var post = await author.PublishedAsync();
        (await stream.EventAsync()).Subject.ShouldBe(post.Id, "it continues");
    }

    [Theory]
    [InlineData("events,nonsense", HttpStatusCode.BadRequest, "stream.topic_unknown")]
    [InlineData("thread:1", HttpStatusCode.BadRequest, "stream.topic_unknown")]
    [InlineData("feed", HttpStatusCode.Unauthorized, "stream.sign_in_required")]
    [InlineData("notifications", HttpStatusCode.Unauthorized, "stream.sign_in_required")]
    [InlineData("moderation", HttpStatusCode.Unauthorized, "stream.sign_in_required")]
    public async Task Topics_that_the_caller_cannot_have_are_refused(string topics, HttpStatusCode status, string code) =>
        await Problem.AssertAsync(await api.Anonymous().GetAsync($"/api/v1/stream?topics={topics}"), status, code);

    [Fact]
    public async Task A_notification_comes_to_its_recipient_and_says_nothing_of_what_it_is_about()
    {
        var (author, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await author.PublishedAsync();
        await using var mine = await StreamReader.OpenAsync(api.Address, author, "notifications");
        await using var theirs = await StreamReader.OpenAsync(api.Address, other, "notifications&topics=feed");

        await other.CommentAsync(post.Id);

        var created = await mine.EventAsync();
        created.Name.ShouldBe("notification.created");
        var listed = (await author.PageAsync("/api/v1/notifications")).Items().ShouldHaveSingleItem();
        created.Subject.ShouldBe(listed.GetProperty("id").GetGuid());
        foreach (var name in new[] { "postId", "commentId", "userId" })
        {
            created.Data.GetProperty(name).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null, name);
        }

        await author.CommentAsync(post.Id);
        (await other.PutAsync($"/api/v1/users/me/following/{author.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var next = await author.PublishedAsync();
        (await theirs.EventAsync()).Subject.ShouldBe(next.Id, "no notification of another person came before");
    }

    [Fact]
    public async Task HEAD_gets_the_headers_and_no_stream()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/stream?topics=events");

        var response = await api.Anonymous().SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData(0, HttpStatusCode.BadRequest)]
    [InlineData(50, HttpStatusCode.OK)]
    [InlineData(51, HttpStatusCode.BadRequest)]
    public async Task A_stream_has_at_least_one_topic_and_at_most_fifty(int count, HttpStatusCode status)
    {
        var topics = string.Join('&', Enumerable.Range(0, count).Select(_ => $"topics=thread:{Guid.NewGuid()}"));

        using var response = await api.Anonymous().GetAsync($"/api/v1/stream?{topics}", HttpCompletionOption.ResponseHeadersRead);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Moderation_is_for_staff() => await Problem.AssertAsync(
        await (await api.SignedInAsync()).GetAsync("/api/v1/stream?topics=moderation"), HttpStatusCode.Forbidden, "stream.staff_only");

    [Fact]
    public async Task A_server_that_stops_ends_its_streams()
    {
        var second = await api.StartHostAsync();
        await using var stream = await StreamReader.OpenAsync(new Uri(second.Urls.Single()), await api.SignedInAsync(), "events");

        var stopping = second.StopAsync();
        await stream.EndAsync();

        await stopping;
        await second.DisposeAsync();
    }
}

/// <summary>Something happens before the first page is read.</summary>
internal sealed class InterruptedLog(IEventLogRepository log, Func<Task> interrupt) : IEventLogRepository
{
    private bool isInterrupted;

    public async Task<Result<LoggedEvents>> ListAsync(
        EventPosition? after, IReadOnlyList<string>? types, int limit, CancellationToken ct)
    {
        if (!isInterrupted)
        {
            isInterrupted = true;
            await interrupt();
        }

        return await log.ListAsync(after, types, limit, ct);
    }

    public Task<EventPosition> LatestAsync(CancellationToken ct) => log.LatestAsync(ct);

    public Task CloseBatchAsync(CancellationToken ct) => log.CloseBatchAsync(ct);

    public Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct) => log.PurgeAsync(kept, most, ct);
}

public sealed class StreamFixture : ApiFixture
{
    protected override IReadOnlyList<string> Settings =>
        ["--Streams:PerUserMax=1000", "--Streams:PerAddressMax=1000", "--Streams:BufferMax=16"];
}
