using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Sessions;

/// <summary>
/// Trades a refresh token for a new pair. Each works once: a token that comes again ends its session, because one of the
/// two who sent it stole it.
/// </summary>
public sealed record RefreshSession(string Token, ClientOrigin Origin) : ICommand<SignedIn>, IRunsAsSystem, IOwnsTransaction;

public sealed partial class RefreshSessionHandler(
    ISessionRepository sessions,
    IAccessTokens tokens,
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

        var fresh = OpaqueToken.New();
        var rotation = new Rotation(used, fresh.Hash, clock.GetUtcNow(), settings.IdleLifetime, command.Origin);

        // Committed whatever comes of it: that a stolen token ended its session must be stored.
        var (grant, ended) = await unitOfWork.ExecuteAsync(token => RotateAsync(rotation, token), static _ => true, ct);
        if (ended is not null)
        {
            Reused(log, ended.SessionId, ended.UserId, command.Origin.Ip);
        }

        return grant is null ? SessionErrors.RefreshInvalid : new SignedIn(tokens.Issue(grant), fresh.Text);
    }

    private async Task<(SessionGrant? Grant, SessionKey? Ended)> RotateAsync(Rotation rotation, CancellationToken ct)
    {
        if (await sessions.TryRotateAsync(rotation, ct) is { } grant)
        {
            return (grant, null);
        }

        var ended = await sessions.TryEndReusedAsync(rotation.UsedHash, rotation.Now, ct);
        if (ended is not null)
        {
            var entry = new SecurityEvent(
                Guid.CreateVersion7(rotation.Now),
                rotation.Now,
                SecurityEventKind.RefreshTokenReused,
                ended.UserId,
                ended.SessionId,
                rotation.Origin);
            await sessions.AddEventAsync(entry, ct);
        }

        return (null, ended);
    }

    [LoggerMessage(
        EventId = 302,
        Level = LogLevel.Warning,
        Message = "A refresh token came twice, from {Ip} the second time: session {SessionId} of account {UserId} was ended")]
    private static partial void Reused(ILogger log, Guid sessionId, Guid userId, string? ip);
}
