using System.Threading.RateLimiting;
using Agora.Api.Http.Limits;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

public sealed class SlidingWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ManualClock clock = new();

    [Fact]
    public void Grants_the_limit_and_not_one_more()
    {
        using var limiter = AtTheBeginningOfAWindow(10);

        Take(limiter, 20).ShouldBe(10);
    }

    [Fact]
    public void Lets_no_burst_through_at_the_edge_of_two_windows()
    {
        using var limiter = AtTheBeginningOfAWindow(10);
        clock.Advance(Window - TimeSpan.FromSeconds(1));
        Take(limiter, 10).ShouldBe(10);

        clock.Advance(TimeSpan.FromSeconds(2));

        Take(limiter, 10).ShouldBe(0);
    }

    [Fact]
    public void Gives_back_bit_by_bit()
    {
        using var limiter = AtTheBeginningOfAWindow(10);
        Take(limiter, 10);

        clock.Advance(Window * 1.5);

        Take(limiter, 10).ShouldBe(5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(59)]
    public void Says_exactly_how_long_to_wait(int secondsIntoTheWindow)
    {
        using var limiter = AtTheBeginningOfAWindow(10);
        clock.Advance(TimeSpan.FromSeconds(secondsIntoTheWindow));
        Take(limiter, 10);

        using var refused = limiter.AttemptAcquire();
        refused.TryGetMetadata(LimitState.Metadata, out var state).ShouldBeTrue();

        clock.Advance(state!.Reset - TimeSpan.FromSeconds(1));
        Take(limiter, 1).ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(1.001));
        Take(limiter, 1).ShouldBe(1);
    }

    [Fact]
    public void Is_forgotten_only_after_everything_has_faded()
    {
        using var limiter = AtTheBeginningOfAWindow(10);
        Take(limiter, 1);

        limiter.IdleDuration.ShouldBeNull();
        clock.Advance(Window);
        limiter.IdleDuration.ShouldBeNull();
        clock.Advance(Window);
        limiter.IdleDuration.ShouldBe(Window * 2);
    }

    [Fact]
    public async Task Counts_right_under_contention()
    {
        using var limiter = AtTheBeginningOfAWindow(1000);

        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Take(limiter, 500))));

        granted.Sum().ShouldBe(1000);
    }

    private SlidingWindow AtTheBeginningOfAWindow(int limit)
    {
        clock.Advance(TimeSpan.FromTicks(Window.Ticks - (clock.GetUtcNow().UtcTicks % Window.Ticks)));
        return new SlidingWindow(limit, Window, clock);
    }

    private static int Take(RateLimiter limiter, int times)
    {
        var granted = 0;
        for (var i = 0; i < times; i++)
        {
            using var lease = limiter.AttemptAcquire();
            granted += lease.IsAcquired ? 1 : 0;
        }

        return granted;
    }
}
