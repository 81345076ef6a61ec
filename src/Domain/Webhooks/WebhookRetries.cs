namespace Agora.Domain.Webhooks;

/// <summary>When a failed delivery is attempted again.</summary>
/// <param name="First">After the first failure; each further wait is four times as long.</param>
/// <param name="Longest">The longest wait, also where the receiver asks for more.</param>
/// <param name="Total">From the first attempt on; later than that there is none.</param>
public sealed record WebhookRetries(TimeSpan First, TimeSpan Longest, TimeSpan Total)
{
    /// <param name="attempt">The one that failed, 1 for the first.</param>
    /// <param name="elapsed">Since the first attempt.</param>
    /// <param name="retryAfter">What the receiver asked for; null for nothing.</param>
    /// <param name="jitter">Between 0 and 1. The wait is up to a fifth longer, to spread what failed together.</param>
    /// <returns>How long to wait; null after the last attempt.</returns>
    public TimeSpan? Next(int attempt, TimeSpan elapsed, TimeSpan? retryAfter, double jitter)
    {
        var wait = First.TotalSeconds * Math.Pow(4, Math.Min(attempt, 16) - 1);
        var next = TimeSpan.FromSeconds(
            Math.Min(Math.Max(wait, retryAfter?.TotalSeconds ?? 0), Longest.TotalSeconds) * (1 + (jitter / 5)));
        return elapsed + next <= Total ? next : null;
    }
}
