using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>Ends one session of the caller: the one that asks, or another.</summary>
public sealed record EndSession(Guid SessionId) : ICommand<Done>;

public sealed class EndSessionHandler(
    ISessionRepository sessions, ActorContext context, TimeProvider clock) : ICommandHandler<EndSession, Done>
{
    public async Task<Result<Done>> Handle(EndSession command, CancellationToken ct)
    {
        var key = new SessionKey(command.SessionId, context.SignedInId);
        var reason = Session.ReasonOfOwner(context.Actor.SessionId, command.SessionId);
        return await sessions.TryEndAsync(key, reason, clock.GetUtcNow(), ct) ? default(Done) : SessionErrors.NotFound;
    }
}

/// <summary>Ends every session of the caller, the one that asks included.</summary>
public sealed record EndAllSessions(ClientOrigin Origin) : ICommand<Done>, IRunsAsSystem, IOwnsTransaction;

public sealed class EndAllSessionsHandler(
    ISessionRepository sessions, IUnitOfWork unitOfWork, ActorContext context, TimeProvider clock)
    : ICommandHandler<EndAllSessions, Done>
{
    public async Task<Result<Done>> Handle(EndAllSessions command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var userId = context.SignedInId;
        var entry = new SecurityEvent(
            Guid.CreateVersion7(now), now, SecurityEventKind.SessionsEnded, userId, context.Actor.SessionId, command.Origin);
        await unitOfWork.ExecuteAsync(
            async token =>
            {
                await sessions.EndAllAsync(userId, except: null, SessionEnd.LogoutAll, now, token);
                await sessions.AddEventAsync(entry, token);
                return default(Done);
            },
            static _ => true,
            ct);
        return default(Done);
    }
}
