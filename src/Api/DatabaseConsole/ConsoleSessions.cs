using Agora.Application.Common;
using Agora.Application.Sessions;

namespace Agora.Api.DatabaseConsole;

/// <summary>Someone who is signed in at the console.</summary>
/// <param name="Name">For people, and for the record of what they do.</param>
/// <param name="Actor">The admin, or the system for a link from the terminal of the server.</param>
/// <param name="FormKey">Every form of the session sends it back, which another site cannot.</param>
internal sealed record ConsoleSession(string Name, Actor Actor, string FormKey)
{
    /// <summary>When the account was last found to be an admin's.</summary>
    public DateTimeOffset VerifiedAt { get; set; }
}

/// <summary>
/// Sessions of the console, in memory, so that it opens without the database. They end after 30 minutes without a request, after 12 hours,
/// and with the process.
/// </summary>
internal sealed class ConsoleSessions(TimeProvider clock)
{
    public const string Cookie = "agora_console";

    private const int Most = 100;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30), Whole = TimeSpan.FromHours(12);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The value of the cookie.</summary>
    public string Open(string name, Actor actor)
    {
        var key = OpaqueToken.New();
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var over in entries.Where(entry => IsOver(entry.Value, now)).Select(entry => entry.Key).ToList())
            {
                entries.Remove(over);
            }

            if (entries.Count >= Most)
            {
                entries.Remove(entries.MinBy(entry => entry.Value.UsedAt).Key);
            }

            var session = new ConsoleSession(name, actor, OpaqueToken.New().Text) { VerifiedAt = now };
            entries[Name(key.Hash)] = new Entry(session, now) { UsedAt = now };
        }

        return key.Text;
    }

    /// <param name="key">The value of the cookie.</param>
    public ConsoleSession? Find(string? key)
    {
        if (OpaqueToken.HashOf(key) is not { } hash)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (entries.GetValueOrDefault(Name(hash)) is not { } entry || IsOver(entry, now))
            {
                return null;
            }

            entry.UsedAt = now;
            return entry.Session;
        }
    }

    public void Close(string? key)
    {
        if (OpaqueToken.HashOf(key) is { } hash)
        {
            lock (gate)
            {
                entries.Remove(Name(hash));
            }
        }
    }

    private static bool IsOver(Entry entry, DateTimeOffset now) => now - entry.UsedAt >= Idle || now - entry.OpenedAt >= Whole;

    private static string Name(byte[] hash) => Convert.ToHexString(hash);

    private sealed class Entry(ConsoleSession session, DateTimeOffset openedAt)
    {
        public ConsoleSession Session => session;

        public DateTimeOffset OpenedAt => openedAt;

        public DateTimeOffset UsedAt { get; set; }
    }
}
