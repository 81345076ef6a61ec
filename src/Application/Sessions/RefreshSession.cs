using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Sessions;

/// <summary>
/// Exchanges a refresh token for a new pair. Each works once; what becomes of one that comes again, <see cref="Session.Replay"/> decides.
/// </summary>
public sealed record RefreshSession(string Token, ClientOrigin Origin) : ICommand<SignedIn>, IRunsAsSystem, IOwnsTransaction;

public sealed partial class RefreshSessionHandler(
    ISessionRepository sessions,
    IAccessTokens tokens,
    IRefreshTokens refreshTokens,
    IUnitOfWork unitOfWork,
    SessionSettings settings,
    TimeProvider clock,
    ILogger<RefreshSessionHandler> log) : ICommandHandler<RefreshSession, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(RefreshSession command, CancellationToken ct)
    {
        if (OpaqueToken.HashOf(command.Token) is not { } used)
        {
            return SessionErrors.RefreshInvalid;
        }

        var successors = refreshTokens.SuccessorsOf(command.Token);
        var rotation = new Rotation(used, successors[0].Hash, clock.GetUtcNow(), settings.IdleLifetime, command.Origin);

        // Committed after a refusal as well: that a stolen token ended its session must be stored.
        var exchange = await unitOfWork.ExecuteAsync(token => ExchangeAsync(rotation, successors, token), static _ => true, ct);
        if (exchange.Ended is { } ended)
        {
            Reused(log, ended.Id, ended.UserId, command.Origin.Ip);
        }

        return exchange.Grant is { } grant
            ? new SignedIn(tokens.Issue(grant), successors.First(s => exchange.Hash.Span.SequenceEqual(s.Hash)).Text)
            : SessionErrors.RefreshInvalid;
    }

    private async Task<Exchange> ExchangeAsync(Rotation rotation, IReadOnlyList<OpaqueToken> successors, CancellationToken ct)
    {
        if (await sessions.TryRotateAsync(rotation, ct) is { } grant)
        {
            return new Exchange(rotation.FreshHash, grant, Ended: null);
        }

        if (await sessions.FindPresentedAsync(rotation, [.. successors.Select(s => s.Hash)], ct) is not { } presented)
        {
            return default;
        }

        var replayed = presented.Session.Replay(presented.Use, rotation.Now);
        return replayed.IsSuccess
            ? new Exchange(replayed.Value.Hash, presented.Grant, Ended: null)
            : new Exchange(default, null, await TryEndAsync(presented.Session, rotation, ct) ? presented.Session : null);
    }

    /// <returns>False when nothing ended it, or it was over.</returns>
    private async Task<bool> TryEndAsync(Session session, Rotation rotation, CancellationToken ct)
    {
        if (session.EndedBecause is not { } reason
            || !await sessions.TryEndAsync(new SessionKey(session.Id, session.UserId), reason, rotation.Now, ct))
        {
            return false;
        }

        var entry = new SecurityEvent(
            Guid.CreateVersion7(rotation.Now),
            rotation.Now,
            SecurityEventKind.RefreshTokenReused,
            session.UserId,
            session.Id,
            rotation.Origin);
        await sessions.AddEventAsync(entry, ct);
        return true;
    }

    /// <param name="Hash">Of the token to answer.</param>
    /// <param name="Grant">Null when there is nothing to answer.</param>
    /// <param name="Ended">The session that the token ended.</param>
    private readonly record struct Exchange(ReadOnlyMemory<byte> Hash, SessionGrant? Grant, Session? Ended);

    [LoggerMessage(
        EventId = 302,
        Level = LogLevel.Warning,
        Message = "A refresh token was reused, from {Ip} the second time: session {SessionId} of account {UserId} was ended")]
    private static partial void Reused(ILogger log, Guid sessionId, Guid userId, string? ip);
}
