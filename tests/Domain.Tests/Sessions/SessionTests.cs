using Agora.Domain.Sessions;

namespace Agora.Domain.Tests.Sessions;

public sealed class SessionTests
{
    private const string Browser = "Browser/1.0";

    private static readonly DateTimeOffset Now = new(2026, 11, 4, 8, 0, 0, TimeSpan.Zero);

    private static readonly SessionLifetimes Lifetimes = new(Idle: TimeSpan.FromDays(14), Absolute: TimeSpan.FromDays(30));

    private static readonly Guid Ann = Guid.NewGuid();

    [Fact]
    public void A_new_session_lives_until_its_absolute_end()
    {
        var session = Session.Open(Ann, Browser, Lifetimes, Now);

        (session.UserId, session.UserAgent, session.ExpiresAt).ShouldBe((Ann, Browser, Now.AddDays(30)));
        (session.EndedAt, session.EndedBecause, session.Id.Version).ShouldBe((null, null, 7));
        session.IsAlive(Now).ShouldBeTrue();
        session.IsAlive(Now.AddDays(30).AddTicks(-1)).ShouldBeTrue();
        session.IsAlive(Now.AddDays(30)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 14)]
    [InlineData(16, 30)]
    [InlineData(20, 30)]
    public void A_token_ends_when_idle_or_with_its_session(int issuedOnDay, int expectedDay) =>
        Session.Open(Ann, Browser, Lifetimes, Now).TokenExpiry(Lifetimes, Now.AddDays(issuedOnDay)).ShouldBe(Now.AddDays(expectedDay));

    [Fact]
    public void A_person_signs_out_of_the_session_that_asks_and_revokes_another()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());

        Session.ReasonOfOwner(one, one).ShouldBe(SessionEnd.Logout);
        Session.ReasonOfOwner(one, other).ShouldBe(SessionEnd.Revoked);
        Session.ReasonOfOwner(null, other).ShouldBe(SessionEnd.Revoked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9.999)]
    public void A_repeated_request_gets_the_same_successor(double secondsAgo)
    {
        var (session, successor) = (Living(), Token());

        var replayed = session.Replay(new RepeatedUse(Token(usedAt: Now.AddSeconds(-secondsAgo)), successor, Browser, true), Now);

        replayed.Value.ShouldBeSameAs(successor);
        (session.EndedAt, session.EndedBecause).ShouldBe((null, null));
    }

    public static TheoryData<string, RepeatedUse> Thefts => new()
    {
        { "after the grace", new RepeatedUse(Token(Now.AddSeconds(-10)), Token(), Browser, true) },
        { "by another client", new RepeatedUse(Token(Now), Token(), "curl/8.0", true) },
        { "by a client without a name", new RepeatedUse(Token(Now), Token(), null, true) },
        { "successor used", new RepeatedUse(Token(Now), Token(Now), Browser, true) },
        { "successor expired", new RepeatedUse(Token(Now), Token() with { ExpiresAt = Now }, Browser, true) },
        { "successor unknown", new RepeatedUse(Token(Now), null, Browser, true) },
        { "account closed", new RepeatedUse(Token(Now), Token(), Browser, false) },
    };

    [Theory]
    [MemberData(nameof(Thefts))]
    public void A_token_that_comes_again_otherwise_ends_the_session(string why, RepeatedUse use)
    {
        var session = Living();

        session.Replay(use, Now).Error.ShouldBe(SessionErrors.RefreshInvalid, why);

        (session.EndedAt, session.EndedBecause, session.IsAlive(Now)).ShouldBe((Now, SessionEnd.TokenReused, false), why);
    }

    [Fact]
    public void A_token_that_expired_unused_ends_nothing()
    {
        var session = Living();

        session.Replay(new RepeatedUse(Token(), Token(), Browser, true), Now).Error.ShouldBe(SessionErrors.RefreshInvalid);

        session.IsAlive(Now).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_that_is_over_is_not_ended_again(bool wasEnded)
    {
        var session = Session.Load(
            Guid.NewGuid(), Ann, Browser, wasEnded ? Now.AddDays(1) : Now, wasEnded ? Now.AddDays(-1) : null);

        session.Replay(new RepeatedUse(Token(Now), Token(), Browser, true), Now).Error.ShouldBe(SessionErrors.RefreshInvalid);

        (session.EndedAt, session.EndedBecause).ShouldBe((wasEnded ? Now.AddDays(-1) : null, null));
    }

    private static Session Living() => Session.Load(Guid.NewGuid(), Ann, Browser, Now.AddDays(1), null);

    private static RefreshToken Token(DateTimeOffset? usedAt = null) => new(new byte[32], Now.AddHours(1), usedAt);
}
