using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>Closes an account: it vanishes, its sessions end, and an admin can restore it. People may close their own.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record DeleteUser(Guid UserId, int? Version) : ICommand<Done>;

public sealed class DeleteUserHandler(IUserRepository users, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeleteUser, Done>
{
    public async Task<Result<Done>> Handle(DeleteUser command, CancellationToken ct)
    {
        if (!context.Actor.IsAdmin && !context.Actor.Is(command.UserId))
        {
            return UserErrors.AdminsOnly;
        }

        if (await users.FindAsync(command.UserId, ct) is not { } user)
        {
            return UserErrors.NotFound;
        }

        if (user is { Role: UserRole.Admin, IsActive: true } && !await users.AnotherAdminExistsAsync(user.Id, ct))
        {
            return UserErrors.LastAdmin;
        }

        if (await users.TryDeleteAsync(command.UserId, command.Version, clock.GetUtcNow(), ct))
        {
            return default(Done);
        }

        // Says why, after the statement has decided: an account that is still open has another version.
        return command.Version is not null && await users.FindAsync(command.UserId, ct) is not null ? UserErrors.Stale : UserErrors.NotFound;
    }
}
