using System.Collections.Concurrent;
using Agora.Application.Sessions;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// What live sessions grant, for reads: a write reads it in its own transaction. A change made by this process is forgotten when its
/// transaction ends, also when an answer read before the change arrives after it. One made elsewhere is forgotten when
/// <see cref="RightsNotifications"/> receives it, and within a second when it cannot.
/// </summary>
public sealed class SessionGrantCache(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5), LifetimeUnverified = TimeSpan.FromSeconds(1);

    /// <summary>Past this the whole cache is dropped: five seconds of answers are cheap to read again.</summary>
    public const int Capacity = 50_000;

    private readonly ConcurrentDictionary<Guid, Entry> entries = new();
    private readonly Lock gate = new();
    private long generation;
    private long verifiedAt = clock.GetTimestamp() - (LifetimeUnverified.Ticks * clock.TimestampFrequency / TimeSpan.TicksPerSecond);

    /// <summary>Read before the database is asked, and handed back with its answer.</summary>
    public long Generation => Interlocked.Read(ref generation);

    public int Count => entries.Count;

    public SessionGrant? Find(Guid sessionId)
    {
        var isVerified = clock.GetElapsedTime(Interlocked.Read(ref verifiedAt)) < LifetimeUnverified;
        var lifetime = isVerified ? Lifetime : LifetimeUnverified;
        return entries.TryGetValue(sessionId, out var entry) && clock.GetElapsedTime(entry.ReadAt) < lifetime
            ? entry.Grant
            : null;
    }

    /// <summary>Every change that was committed before this timestamp has been received.</summary>
    public void Verified(long at) => Interlocked.Exchange(ref verifiedAt, at);

    public void ForgetAll()
    {
        lock (gate)
        {
            generation++;
            entries.Clear();
        }
    }

    /// <param name="asked"><see cref="Generation"/> before the question; the answer is dropped when a session ended since.</param>
    /// <param name="askedAt">Timestamp before the question: age counts from there.</param>
    public void Remember(SessionGrant grant, long asked, long askedAt)
    {
        lock (gate)
        {
            if (asked != generation)
            {
                return;
            }

            if (entries.Count >= Capacity)
            {
                entries.Clear();
            }

            entries[grant.SessionId] = new Entry(grant, askedAt);
        }
    }

    public void ForgetSession(Guid sessionId)
    {
        lock (gate)
        {
            generation++;
            entries.TryRemove(sessionId, out _);
        }
    }

    public void ForgetUser(Guid userId)
    {
        lock (gate)
        {
            generation++;
            foreach (var (sessionId, entry) in entries)
            {
                if (entry.Grant.UserId == userId)
                {
                    entries.TryRemove(sessionId, out _);
                }
            }
        }
    }

    private sealed record Entry(SessionGrant Grant, long ReadAt);
}
