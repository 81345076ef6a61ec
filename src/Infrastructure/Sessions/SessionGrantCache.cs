using System.Collections.Concurrent;
using Agora.Application.Sessions;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// Bounds how long a session that ended elsewhere goes on here: five seconds. One that ended in this process is forgotten at
/// once, also when an answer read before the end arrives after it.
/// </summary>
internal sealed class SessionGrantCache(TimeProvider clock) : ISessionGrantCache
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>Past this the whole cache is dropped: five seconds of answers are cheap to read again.</summary>
    public const int Capacity = 50_000;

    private readonly ConcurrentDictionary<Guid, Entry> entries = new();
    private readonly Lock gate = new();
    private long generation;

    /// <summary>Read before the database is asked, and handed back with its answer.</summary>
    public long Generation => Interlocked.Read(ref generation);

    public int Count => entries.Count;

    public SessionGrant? Find(Guid sessionId) =>
        entries.TryGetValue(sessionId, out var entry) && clock.GetElapsedTime(entry.ReadAt) < Lifetime ? entry.Grant : null;

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
