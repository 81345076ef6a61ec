using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>Opens a closed account again, unless somebody took its names meanwhile.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record RestoreUser(Guid UserId, int? Version) : ICommand<UserView>;

public sealed class RestoreUserHandler(IUserRepository users, ActorContext context) : ICommandHandler<RestoreUser, UserView>
{
    public async Task<Result<UserView>> Handle(RestoreUser command, CancellationToken ct)
    {
        if (!context.Actor.IsAdmin)
        {
            return UserErrors.AdminsOnly;
        }

        return await users.TryRestoreAsync(command.UserId, command.Version, ct) switch
        {
            SaveUserOutcome.Saved => (await users.FindAsync(command.UserId, ct))!,
            SaveUserOutcome.EmailTaken => UserErrors.EmailTaken,
            SaveUserOutcome.UsernameTaken => UserErrors.UsernameTaken,
            SaveUserOutcome.Missing when command.Version is not null && await users.IsClosedAsync(command.UserId, ct) => UserErrors.Stale,
            SaveUserOutcome.Missing => UserErrors.NotFound,
        };
    }
}
