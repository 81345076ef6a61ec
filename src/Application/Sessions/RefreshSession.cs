using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Sessions;

/// <summary>
/// Trades a refresh token for a new pair. Each works once. Within a short grace the same client gets the same successor again, because
/// two tabs refresh at once and answers get lost; after it, or once the successor was used, a token that comes again ends its session,
/// because one of the two who sent it stole it.
/// </summary>
public sealed record RefreshSession(string Token, ClientOrigin Origin) : ICommand<SignedIn>, IRunsAsSystem, IOwnsTransaction
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
}

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

        // Committed whatever comes of it: that a stolen token ended its session must be stored.
        var (successor, ended) = await unitOfWork.ExecuteAsync(
            token => RotateAsync(rotation, successors, token), static _ => true, ct);
        if (ended is not null)
        {
            Reused(log, ended.SessionId, ended.UserId, command.Origin.Ip);
        }

        return successor is null
            ? SessionErrors.RefreshInvalid
            : new SignedIn(tokens.Issue(successor.Grant), successors.First(s => s.Hash.AsSpan().SequenceEqual(successor.Hash)).Text);
    }

    private async Task<(RefreshSuccessor? Successor, SessionKey? Ended)> RotateAsync(
        Rotation rotation, IReadOnlyList<OpaqueToken> successors, CancellationToken ct)
    {
        if (await sessions.TryRotateAsync(rotation, ct) is { } grant)
        {
            return (new RefreshSuccessor(rotation.FreshHash, grant), null);
        }

        if (await sessions.FindSuccessorAsync(rotation, [.. successors.Select(s => s.Hash)], RefreshSession.Grace, ct) is { } again)
        {
            return (again, null);
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
        Message = "A refresh token was reused, from {Ip} the second time: session {SessionId} of account {UserId} was ended")]
    private static partial void Reused(ILogger log, Guid sessionId, Guid userId, string? ip);
}
