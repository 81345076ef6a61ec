using Agora.Application.Sessions;
using Agora.Domain.Common;

namespace Agora.Application.Tests.Sessions;

public sealed class LoginThrottleTests
{
    private readonly Clock clock = new();
    private readonly LoginThrottle throttle;

    public LoginThrottleTests() => throttle = new LoginThrottle(clock);

    [Fact]
    public void Refuses_the_sixth_attempt_after_five_failures()
    {
        Fail("ann", "192.0.2.1", times: 5);

        var sixth = throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false);

        sixth.Error!.Kind.ShouldBe(ErrorKind.TooMany);
        sixth.Error.RetryAfter.ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void Counts_an_account_in_any_case()
    {
        Fail("Ann", "192.0.2.1", times: 3);
        Fail("ANN", "192.0.2.1", times: 2);

        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeFalse();
    }

    [Fact]
    public void Lets_the_owner_in_from_elsewhere()
    {
        Fail("ann", "192.0.2.1", times: 5);

        throttle.Begin("ann", From("192.0.2.2"), isKnownHere: false).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Takes_a_network_of_IPv6_addresses_for_one_client()
    {
        for (var i = 0; i < 5; i++)
        {
            Fail("ann", $"2001:db8:0:1::{i:x}", times: 1);
        }

        throttle.Begin("ann", From("2001:db8:0:1:ffff::1"), isKnownHere: false).IsSuccess.ShouldBeFalse();
        throttle.Begin("ann", From("2001:db8:0:2::1"), isKnownHere: false).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Takes_an_IPv4_address_in_either_form_for_one_client()
    {
        Fail("ann", "192.0.2.1", times: 5);

        throttle.Begin("ann", From("::ffff:192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeFalse();
    }

    [Fact]
    public void Forgets_when_the_window_is_over_one_failure_after_the_other()
    {
        Fail("ann", "192.0.2.1", times: 1);
        clock.Advance(TimeSpan.FromMinutes(5));
        Fail("ann", "192.0.2.1", times: 4);
        clock.Advance(TimeSpan.FromMinutes(9));
        var before = throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false);
        clock.Advance(TimeSpan.FromMinutes(1));

        before.Error!.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        Fail("ann", "192.0.2.1", times: 1);
        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeFalse();
    }

    [Fact]
    public void A_success_wipes_the_slate()
    {
        Fail("ann", "192.0.2.1", times: 4);
        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).Value.Succeeded();

        Fail("ann", "192.0.2.1", times: 5);
        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeFalse();
    }

    [Fact]
    public void An_attempt_without_a_verdict_counts_for_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).Value.Dispose();
        }

        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Parallel_guesses_gain_nothing()
    {
        var begun = Enumerable.Range(0, 100).Select(_ => throttle.Begin("ann", From("192.0.2.1"), isKnownHere: false)).ToList();

        begun.Count(b => b.IsSuccess).ShouldBe(5);
    }

    [Fact]
    public void Refuses_the_eleventh_account_that_fails_from_one_address_and_still_lets_known_ones_try()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail($"victim{i}", "192.0.2.1", times: 1);
        }

        throttle.Begin("victim10", From("192.0.2.1"), isKnownHere: false).Error!.Kind.ShouldBe(ErrorKind.TooMany);
        throttle.Begin("victim0", From("192.0.2.1"), isKnownHere: false).IsSuccess.ShouldBeTrue();
        throttle.Begin("victim10", From("192.0.2.2"), isKnownHere: false).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void An_account_that_is_known_at_the_address_counts_its_own_failures_only()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail($"victim{i}", "192.0.2.1", times: 1);
        }

        for (var i = 0; i < 5; i++)
        {
            throttle.Begin("ann", From("192.0.2.1"), isKnownHere: true).Value.Failed();
        }

        throttle.Begin("ann", From("192.0.2.1"), isKnownHere: true).Error!.Kind.ShouldBe(ErrorKind.TooMany);
    }

    [Fact]
    public void A_house_full_of_people_who_sign_in_at_once_is_not_a_spray()
    {
        var begun = Enumerable.Range(0, 50).Select(i => throttle.Begin($"person{i}", From("192.0.2.1"), isKnownHere: false)).ToList();

        begun.ShouldAllBe(b => b.IsSuccess);
    }

    private static ClientOrigin From(string ip) => new(UserAgent: null, ip);

    private void Fail(string account, string ip, int times)
    {
        for (var i = 0; i < times; i++)
        {
            throttle.Begin(account, From(ip), isKnownHere: false).Value.Failed();
        }
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}
