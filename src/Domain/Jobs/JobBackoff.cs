namespace Agora.Domain.Jobs;

/// <summary>The delay before the next attempt. It doubles with each attempt.</summary>
public sealed record JobBackoff(TimeSpan First, TimeSpan Max)
{
    /// <summary>For jobs that depend only on the database.</summary>
    public static readonly JobBackoff Default = new(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">
    /// From 0 to below 1. Spreads the delay over its upper half, so that jobs which failed together are not attempted together again.
    /// </param>
    public TimeSpan Delay(int attempt, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(jitter, 1);
        var doubled = First.TotalSeconds * Math.Pow(2, attempt - 1);
        return TimeSpan.FromSeconds(Math.Min(doubled, Max.TotalSeconds) * (1 + jitter) / 2);
    }
}
