using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>A session to open with its first refresh token.</summary>
/// <param name="CheckedPasswordHash">The session opens only while this is still the password.</param>
/// <param name="BetterPasswordHash">The same password at today's cost, to store; null leaves it.</param>
public sealed record NewSession(
    Session Session,
    string CheckedPasswordHash,
    string? BetterPasswordHash,
    RefreshToken Token,
    ClientOrigin Origin,
    DateTimeOffset Now);

/// <param name="IdleLifetime">The new token ends after it, or with the session.</param>
public sealed record Rotation(byte[] UsedHash, byte[] FreshHash, DateTimeOffset Now, TimeSpan IdleLifetime, ClientOrigin Origin);

/// <summary>A refresh token that was not exchanged, with its session and what that grants while it lives.</summary>
public sealed record PresentedToken(Session Session, RepeatedUse Use, SessionGrant Grant);

/// <summary>A session as its owner sees it.</summary>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record SessionView(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    string? UserAgent,
    string? Ip,
    bool IsCurrent);

public sealed record SecurityEvent(
    Guid Id, DateTimeOffset At, SecurityEventKind Kind, Guid UserId, Guid? SessionId, ClientOrigin Origin);

public interface ISessionRepository
{
    /// <summary>Null when the session ended or its account is closed or switched off.</summary>
    Task<SessionGrant?> FindGrantAsync(Guid sessionId, DateTimeOffset now, CancellationToken ct);

    /// <summary>Whether the session was opened, and not only refreshed, since then.</summary>
    Task<bool> WasOpenedSinceAsync(Guid? sessionId, DateTimeOffset since, CancellationToken ct);

    /// <summary>
    /// Opens the session and ends the oldest of the account beyond <paramref name="most"/>. Null when the account is closed
    /// or switched off, or its password changed meanwhile.
    /// </summary>
    Task<SessionGrant?> TryStartAsync(NewSession session, int most, CancellationToken ct);

    /// <summary>
    /// Uses up a refresh token and stores its successor, in one statement: of any number of parallel uses one succeeds. Null
    /// when the token is unknown, used, too old, or its session is over.
    /// </summary>
    Task<SessionGrant?> TryRotateAsync(Rotation rotation, CancellationToken ct);

    /// <summary>What is known of a token that could not be exchanged. Null when there is no such token.</summary>
    /// <param name="successors">Hashes of what may follow it.</param>
    Task<PresentedToken?> FindPresentedAsync(Rotation rotation, IReadOnlyList<byte[]> successors, CancellationToken ct);

    /// <summary>False when the account has no such living session.</summary>
    Task<bool> TryEndAsync(SessionKey session, SessionEnd reason, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Ends the sessions of the account and its outstanding one-time links, those that take an address back excepted, so that what
    /// was asked for before opens no session after it.
    /// </summary>
    /// <param name="except">The session that stays; null for none.</param>
    Task EndAllAsync(Guid userId, Guid? except, SessionEnd reason, DateTimeOffset now, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> living sessions, last used first.</summary>
    /// <param name="idleSince">Sessions unused since then are over.</param>
    Task<IReadOnlyList<SessionView>> ListAsync(
        SessionKey current, DateTimeOffset now, DateTimeOffset idleSince, int limit, CancellationToken ct);

    Task AddEventAsync(SecurityEvent entry, CancellationToken ct);

    /// <summary>
    /// Deletes what is over for long, at most <paramref name="most"/> rows of each kind: sessions, links, mails, events. The
    /// database knows the terms.
    /// </summary>
    /// <returns>Rows deleted.</returns>
    Task<int> PurgeAsync(int most, CancellationToken ct);
}

public sealed record SessionKey(Guid SessionId, Guid UserId);
