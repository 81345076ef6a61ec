using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;

namespace Agora.Infrastructure.Tests.Sessions;

public sealed class SessionGrantCacheTests
{
    private readonly Clock clock = new();
    private readonly SessionGrantCache cache;

    public SessionGrantCacheTests() => cache = new SessionGrantCache(clock);

    [Fact]
    public void Remembers_for_five_seconds_from_the_question_while_changes_are_heard_of()
    {
        var grant = Grant();
        var askedAt = clock.GetTimestamp();
        clock.Ticks += TimeSpan.FromSeconds(2).Ticks;
        cache.Remember(grant, cache.Generation, askedAt);

        clock.Ticks += TimeSpan.FromSeconds(2.9).Ticks;
        cache.Verified(clock.GetTimestamp());
        var before = cache.Find(grant.SessionId);
        clock.Ticks += TimeSpan.FromSeconds(0.1).Ticks;

        before.ShouldBe(grant);
        cache.Find(grant.SessionId).ShouldBeNull();
    }

    [Fact]
    public void Remembers_for_a_second_when_changes_cannot_be_heard_of()
    {
        var grant = Grant();
        cache.Remember(grant, cache.Generation, clock.GetTimestamp());

        clock.Ticks += TimeSpan.FromSeconds(0.9).Ticks;
        var before = cache.Find(grant.SessionId);
        clock.Ticks += TimeSpan.FromSeconds(0.1).Ticks;

        before.ShouldBe(grant);
        cache.Find(grant.SessionId).ShouldBeNull();
    }

    [Fact]
    public void Forgets_all_and_drops_answers_that_were_asked_for_before()
    {
        var (known, asking) = (Grant(), Grant());
        cache.Remember(known, cache.Generation, clock.GetTimestamp());
        var asked = cache.Generation;

        cache.ForgetAll();
        cache.Remember(asking, asked, clock.GetTimestamp());

        cache.Find(known.SessionId).ShouldBeNull();
        cache.Find(asking.SessionId).ShouldBeNull();
    }

    [Fact]
    public void Drops_an_answer_that_was_asked_for_before_a_session_ended()
    {
        var grant = Grant();
        var asked = cache.Generation;

        cache.ForgetSession(grant.SessionId);
        cache.Remember(grant, asked, clock.GetTimestamp());

        cache.Find(grant.SessionId).ShouldBeNull();
    }

    [Fact]
    public void Forgets_every_session_of_an_account_and_none_of_another()
    {
        var (phone, other) = (Grant(), Grant());
        var laptop = phone with { SessionId = Guid.NewGuid() };
        foreach (var grant in new[] { phone, laptop, other })
        {
            cache.Remember(grant, cache.Generation, clock.GetTimestamp());
        }

        cache.ForgetUser(phone.UserId);

        cache.Find(phone.SessionId).ShouldBeNull();
        cache.Find(laptop.SessionId).ShouldBeNull();
        cache.Find(other.SessionId).ShouldBe(other);
    }

    [Fact]
    public void Does_not_grow_without_end()
    {
        SessionGrant last = Grant();
        for (var i = 0; i <= SessionGrantCache.Capacity; i++)
        {
            last = Grant();
            cache.Remember(last, cache.Generation, clock.GetTimestamp());
        }

        cache.Count.ShouldBe(1);
        cache.Find(last.SessionId).ShouldBe(last);
    }

    private static SessionGrant Grant() => new(Guid.NewGuid(), Guid.NewGuid(), UserRole.User, 1);

    private sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
