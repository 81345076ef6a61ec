using System.Net;
using System.Net.Http.Json;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Database;

public sealed class AdmissionQueueTests(ScarceFixture api) : IClassFixture<ScarceFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10), Short = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(4, "sign-in", "early", "late", "heavy", "background")]
    [InlineData(5, "sign-in", "late", "early", "heavy", "background")]
    public async Task Requests_of_a_priority_are_served_in_order_until_the_oldest_has_waited_half_of_its_time(
        int minutes, params string[] order)
    {
        var clock = new ManualClock();
        var gate = new AdmissionQueue(2, Long, Long, clock);
        var holder = await gate.EnterAsync(WorkPriority.Ordinary);
        using var other = await gate.EnterAsync(WorkPriority.Ordinary);
        var served = new List<string>();
        var waiting = new[]
        {
            WaitAsync("background", WorkPriority.Background), WaitAsync("heavy", WorkPriority.Expensive),
            WaitAsync("early", WorkPriority.Ordinary),
            WaitAsync("late", WorkPriority.Ordinary), WaitAsync("sign-in", WorkPriority.SignIn),
        };

        clock.Advance(TimeSpan.FromMinutes(minutes));
        holder!.Dispose();
        await Task.WhenAll(waiting);

        served.ShouldBe(order);

        async Task WaitAsync(string name, WorkPriority priority)
        {
            using var place = await gate.EnterAsync(priority);
            lock (served)
            {
                served.Add(name);
            }
        }
    }

    [Fact]
    public async Task Heavy_work_leaves_half_of_the_places_to_others()
    {
        var gate = new AdmissionQueue(4, Short, Short, TimeProvider.System);
        using var one = await gate.EnterAsync(WorkPriority.Expensive);
        using var two = await gate.EnterAsync(WorkPriority.Expensive);

        (await gate.EnterAsync(WorkPriority.Expensive)).ShouldBeNull();
        using (var ordinary = await gate.EnterAsync(WorkPriority.Ordinary))
        {
            ordinary.ShouldNotBeNull();
        }

        two!.Dispose();
        two.Dispose();
        using var again = await gate.EnterAsync(WorkPriority.Expensive);
        again.ShouldNotBeNull();
        (await gate.EnterAsync(WorkPriority.Expensive)).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_without_a_free_place_refuses_and_health_still_answers()
    {
        var ann = await api.SignedInAsync();
        (await ann.GetAsync("/api/v1/users/me")).EnsureSuccessStatusCode();
        await using var blocker = await api.Superuser.OpenConnectionAsync();
        await using var obstruction = await blocker.BeginTransactionAsync();
        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "LOCK TABLE app.tags";
            await command.ExecuteNonQueryAsync();
        }

        var holding = api.Anonymous().GetAsync("/api/v1/tags");
        await api.Superuser.WaitersAsync(1, holding);

        foreach (var refused in new[]
        {
            await api.Anonymous().GetAsync("/api/v1/posts/titles"),
            await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Title", body = "Body" }),
        })
        {
            await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "database.busy");
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        (await api.Anonymous().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await obstruction.RollbackAsync();
        (await holding).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Title", body = "Body" })).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}

/// <summary>A host with one place at the database, and a short queue timeout.</summary>
public sealed class ScarceFixture : ApiFixture
{
    protected override IReadOnlyList<string> Settings => ["--Database:PoolSize=3", "--Database:QueueMilliseconds=300"];
}
