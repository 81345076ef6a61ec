using System.Collections.Concurrent;

namespace Agora.Infrastructure.Common;

/// <summary>
/// Tells the first failure of an outage, which is worth a stack trace, from the thousands behind it, which are not. Failures of one code
/// belong to one outage until a minute passes without any.
/// </summary>
public sealed class Outages(TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Outage> outages = new(StringComparer.Ordinal);

    /// <summary>
    /// Counts a failure. 0 when it begins an outage; once a minute how many came since the last report; null when there is nothing to log.
    /// </summary>
    public int? Failed(string code)
    {
        var outage = outages.GetOrAdd(code, static _ => new Outage());
        lock (outage)
        {
            var now = clock.GetTimestamp();
            var isNew = outage.LastAt is not { } last || clock.GetElapsedTime(last, now) >= Quiet;
            outage.LastAt = now;
            outage.Untold++;
            if (!isNew && clock.GetElapsedTime(outage.ToldAt, now) < Quiet)
            {
                return null;
            }

            var untold = isNew ? 0 : outage.Untold;
            outage.ToldAt = now;
            outage.Untold = 0;
            return untold;
        }
    }

    private sealed class Outage
    {
        public long? LastAt { get; set; }

        public long ToldAt { get; set; }

        public int Untold { get; set; }
    }
}
