namespace Agora.Testing;

/// <summary>Stands still at the time of its making until a test moves it. Timers run on real time.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly DateTimeOffset start = Truncate(System.GetUtcNow());
    private long elapsedTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(Interlocked.Read(ref elapsedTicks));

    public override long GetTimestamp() => Interlocked.Read(ref elapsedTicks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref elapsedTicks, by.Ticks);

    // Tokens carry whole seconds.
    private static DateTimeOffset Truncate(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
