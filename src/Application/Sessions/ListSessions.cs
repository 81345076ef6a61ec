using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>
/// The living sessions of the caller. One page holds them all: an account has at most <see cref="Session.MostOfAccount"/>.
/// </summary>
public sealed record ListSessions : IQuery<Page<SessionView>>;

public sealed class ListSessionsHandler(
    ISessionRepository sessions, ActorContext context, SessionSettings settings, TimeProvider clock)
    : IQueryHandler<ListSessions, Page<SessionView>>
{
    public async Task<Result<Page<SessionView>>> Handle(ListSessions query, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var current = new SessionKey(context.Actor.SessionId ?? Guid.Empty, context.SignedInId);
        return new Page<SessionView>(
            await sessions.ListAsync(current, now, now - settings.IdleLifetime, Session.MostOfAccount, ct), Next: null);
    }
}
