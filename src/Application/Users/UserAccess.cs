using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

/// <summary>Who may do what to an account: its owner some of it, admins all of it.</summary>
internal static class UserAccess
{
    /// <returns>Null when the caller is an admin.</returns>
    public static Error? RequireAdmin(Actor actor) => actor.IsAdmin ? null : UserErrors.AdminsOnly;

    /// <returns>Null when the caller owns the account or is an admin.</returns>
    public static Error? RequireOwnerOrAdmin(Actor actor, Guid userId) => actor.Is(userId) ? null : RequireAdmin(actor);

    /// <returns>Null when the caller owns the profile, or is an admin who gives a reason.</returns>
    public static Error? RefuseEdit(ActorContext context, Profile profile) =>
        StaffReason.RefuseEdit(context, profile.UserId, UserErrors.AdminsOnly);
}
