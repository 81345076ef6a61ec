using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>
/// Closes an account: it vanishes, its sessions end, and an admin can restore it. People may close their own, in a session that they have
/// just opened: its names become free, so a stolen access token must not be enough.
/// </summary>
/// <param name="Version">The version that the caller read; null for the current one.</param>
public sealed record DeleteUser(Guid UserId, int? Version) : ICommand<Done>;

public sealed class DeleteUserHandler(
    IUserRepository users, ISessionRepository sessions, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeleteUser, Done>
{
    public async Task<Result<Done>> Handle(DeleteUser command, CancellationToken ct)
    {
        if (UserAccess.RequireOwnerOrAdmin(context.Actor, command.UserId) is { } forbidden)
        {
            return forbidden;
        }

        if (await users.LoadAsync(command.UserId, ct) is not { } user)
        {
            return UserErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        if (context.Actor.Is(user.Id)
            && !await sessions.WasOpenedSinceAsync(context.Actor.SessionId, now.AddMinutes(-Session.MinutesToClose), ct))
        {
            return SessionErrors.SignInAgain;
        }

        var anotherAdmin = !user.IsActiveAdmin || await users.AnotherAdminExistsAsync(user.Id, ct);
        if (user.Close(anotherAdmin, now) is { IsSuccess: false } refused)
        {
            return refused.Error;
        }

        if (await users.TryCloseAsync(user, command.Version, ct))
        {
            return default(Done);
        }

        // Says why, after the statement has decided: an account that is still open has another version.
        return command.Version is not null && await users.FindAsync(command.UserId, ct) is not null
            ? UserErrors.Stale
            : UserErrors.NotFound;
    }
}
