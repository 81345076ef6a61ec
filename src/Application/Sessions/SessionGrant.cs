using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Sessions;

/// <summary>What a live session gives its holder at this moment.</summary>
/// <param name="SecurityVersion">The version of the account's rights; a token of another version is over.</param>
public sealed record SessionGrant(Guid SessionId, Guid UserId, UserRole Role, int SecurityVersion);

/// <summary>Asks the database, with every request whose answer is not remembered, whether a session still lives.</summary>
public sealed record GetSessionGrant(Guid SessionId) : IQuery<SessionGrant>, IRunsAsSystem;

public sealed class GetSessionGrantHandler(ISessionRepository sessions, TimeProvider clock)
    : IQueryHandler<GetSessionGrant, SessionGrant>
{
    public async Task<Result<SessionGrant>> Handle(GetSessionGrant query, CancellationToken ct) =>
        await sessions.FindGrantAsync(query.SessionId, clock.GetUtcNow(), ct) is { } grant ? grant : SessionErrors.TokenInvalid;
}
