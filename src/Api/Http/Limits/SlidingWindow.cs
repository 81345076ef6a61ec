using System.Threading.RateLimiting;

namespace Agora.Api.Http.Limits;

/// <summary>
/// At most <c>limit</c> permits in any span of one window, estimated from the counts of this window and the last, so that a
/// burst over the edge of two windows gets no more than one in the middle. Holds no timer; time comes from the clock given.
/// </summary>
internal sealed class SlidingWindow(int limit, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private readonly Lock gate = new();
    private long windowNumber;
    private int before;
    private int now;
    private long used = clock.GetTimestamp();

    /// <summary>Null while something is counted: until then the limiter must not be forgotten.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate)
            {
                Roll();
                return before + now == 0 ? clock.GetElapsedTime(used) : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            var share = Roll();
            var left = limit - now - (before * (1 - share));
            var granted = left >= permitCount;
            if (granted)
            {
                now += permitCount;
                used = clock.GetTimestamp();
                left -= permitCount;
            }

            return new Lease(
                granted,
                new LimitState(limit, Math.Max(0, (int)Math.Floor(left)), granted ? window * (1 - share) : Wait(permitCount, share)));
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount));

    /// <summary>Moves to the window of this moment; how much of it has passed, 0 to 1.</summary>
    private double Roll()
    {
        var elapsed = clock.GetUtcNow().UtcTicks;
        var number = elapsed / window.Ticks;
        if (number != windowNumber)
        {
            before = number == windowNumber + 1 ? now : 0;
            now = 0;
            windowNumber = number;
        }

        return (double)(elapsed % window.Ticks) / window.Ticks;
    }

    /// <summary>Time until the estimate permits a request: later in this window as the last one fades, or in the next.</summary>
    private TimeSpan Wait(int permits, double share)
    {
        var room = limit - permits;
        if (now <= room)
        {
            var fadedAt = before == 0 ? share : 1 - ((double)(room - now) / before);
            return window * Math.Max(0, fadedAt - share);
        }

        var next = now == 0 ? 0 : 1 - ((double)room / now);
        return window * (1 - share + Math.Max(0, next));
    }

    private sealed class Lease(bool granted, LimitState state) : RateLimitLease
    {
        public override bool IsAcquired => granted;

        public override IEnumerable<string> MetadataNames => [LimitState.Metadata.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == LimitState.Metadata.Name ? state : null;
            return metadata is not null;
        }
    }
}

/// <param name="Left">Permits that are left at this moment.</param>
/// <param name="Reset">Time until a request is permitted again, or until the window ends when one was granted.</param>
internal sealed record LimitState(int Limit, int Left, TimeSpan Reset)
{
    public static readonly MetadataName<LimitState> Metadata = MetadataName.Create<LimitState>("agora.limit");
}
