using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>Opens a closed account again, unless its names were taken meanwhile.</summary>
/// <param name="Version">The version that the caller read; null for the current one.</param>
public sealed record RestoreUser(Guid UserId, int? Version) : ICommand<UserView>;

public sealed class RestoreUserHandler(IUserRepository users, ActorContext context) : ICommandHandler<RestoreUser, UserView>
{
    public async Task<Result<UserView>> Handle(RestoreUser command, CancellationToken ct)
    {
        if (UserAccess.RequireAdmin(context.Actor) is { } forbidden)
        {
            return forbidden;
        }

        if (await users.LoadAnyAsync(command.UserId, ct) is not { } user)
        {
            return UserErrors.NotFound;
        }

        if (user.Restore() is { IsSuccess: false } refused)
        {
            return refused.Error;
        }

        var (outcome, restored) = await users.TryRestoreAsync(user, command.Version, ct);
        if (restored is not null)
        {
            return restored;
        }

        // Says why, after the statement has decided: an account that is still closed has another version.
        var isStale = outcome == SaveUserOutcome.Missing && command.Version is not null && await users.IsClosedAsync(command.UserId, ct);
        return outcome.Refusal(isStale ? UserErrors.Stale : UserErrors.NotFound)!;
    }
}
