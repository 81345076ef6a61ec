using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>What staff remove, restore or edit of others goes into the log with a reason; the database refuses it without one.</summary>
internal static class StaffReason
{
    /// <summary>Owners edit what is theirs, and admins what others own, with a reason.</summary>
    /// <returns>Null when the caller may edit.</returns>
    public static Error? RefuseEdit(ActorContext context, Guid ownerId, Error ownerOnly)
    {
        var actor = context.Actor;
        return actor.Is(ownerId) ? null : actor.IsAdmin ? Refuse(context) : ownerOnly;
    }

    /// <returns>Null when the reason that was given will do.</returns>
    public static Error? Refuse(ActorContext context) => ModerationRules.RefuseReason(context.Reason);
}
