using Agora.Domain.Common;

namespace Agora.Domain.Sessions;

/// <summary>How long sessions live.</summary>
/// <param name="Idle">Without a refresh.</param>
/// <param name="Absolute">However often it was refreshed.</param>
public sealed record SessionLifetimes(TimeSpan Idle, TimeSpan Absolute);

/// <summary>
/// That a person is signed in at one client. What must be true of every session:
/// it ends at its time or before, and does not come back;
/// each refresh token of it works once;
/// a used token that comes again, but for a repeated request of the same client, ends it, because one of the two who sent it stole it.
/// </summary>
/// <remarks>
/// Opening and refreshing are one statement each, because many requests race for one token: build/decisions/0049 tells which part of a rule
/// stands there.
/// </remarks>
public sealed class Session
{
    /// <summary>Living sessions of an account; the next one ends the one that was used least lately.</summary>
    public const int MostOfAccount = 100;

    /// <summary>How long ago the session was opened at most in which an account is closed.</summary>
    public const int MinutesToClose = 15;

    /// <summary>How long a used token is answered again with the same successor: two tabs refresh at once, and answers get lost.</summary>
    public static readonly TimeSpan RefreshGrace = TimeSpan.FromSeconds(10);

    private Session(Guid id, Guid userId, string? userAgent, DateTimeOffset expiresAt, DateTimeOffset? endedAt)
    {
        Id = id;
        UserId = userId;
        UserAgent = userAgent;
        ExpiresAt = expiresAt;
        EndedAt = endedAt;
    }

    public Guid Id { get; }

    public Guid UserId { get; }

    /// <summary>As the client named itself when it was last seen.</summary>
    public string? UserAgent { get; }

    /// <summary>When it ends however often it is refreshed.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Null until it is ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended, once this object has ended it.</summary>
    public SessionEnd? EndedBecause { get; private set; }

    /// <summary>A new session.</summary>
    public static Session Open(Guid userId, string? userAgent, SessionLifetimes lifetimes, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), userId, userAgent, now + lifetimes.Absolute, null);

    /// <summary>A session as the database holds it.</summary>
    public static Session Load(Guid id, Guid userId, string? userAgent, DateTimeOffset expiresAt, DateTimeOffset? endedAt) =>
        new(id, userId, userAgent, expiresAt, endedAt);

    /// <summary>Why its owner ends a session: by signing out of it, or from another one.</summary>
    public static SessionEnd ReasonOfOwner(Guid? askingId, Guid endedId) => askingId == endedId ? SessionEnd.Logout : SessionEnd.Revoked;

    public bool IsAlive(DateTimeOffset now) => EndedAt is null && ExpiresAt > now;

    /// <summary>When a refresh token that is issued now ends: after the idle time, or with the session.</summary>
    public DateTimeOffset TokenExpiry(SessionLifetimes lifetimes, DateTimeOffset now)
    {
        var idle = now + lifetimes.Idle;
        return idle < ExpiresAt ? idle : ExpiresAt;
    }

    /// <summary>
    /// What becomes of a refresh token that could not be exchanged. Its successor is answered once more to a client that repeats a request;
    /// any other use of a used token ends the session (<see cref="SessionEnd.TokenReused"/>).
    /// </summary>
    /// <returns>The successor to answer.</returns>
    public Result<RefreshToken> Replay(RepeatedUse use, DateTimeOffset now)
    {
        if (use.Token.UsedAt is not { } usedAt || !IsAlive(now))
        {
            return SessionErrors.RefreshInvalid;
        }

        var isRepeated = use.IsAccountOpen && usedAt > now - RefreshGrace && use.UserAgent == UserAgent;
        if (isRepeated && use.Successor is { UsedAt: null } successor && successor.ExpiresAt > now)
        {
            return successor;
        }

        EndedAt = now;
        EndedBecause = SessionEnd.TokenReused;
        return SessionErrors.RefreshInvalid;
    }
}

/// <summary>A refresh token as the database holds it: never the text, which its holder alone knows.</summary>
public sealed record RefreshToken(ReadOnlyMemory<byte> Hash, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

/// <summary>A refresh token that came again, and what is known of the client and the account.</summary>
/// <param name="Successor">What the token was exchanged for; null when it was not.</param>
/// <param name="UserAgent">Of the client that sent it.</param>
/// <param name="IsAccountOpen">Whether the account is open and active.</param>
public sealed record RepeatedUse(RefreshToken Token, RefreshToken? Successor, string? UserAgent, bool IsAccountOpen);
