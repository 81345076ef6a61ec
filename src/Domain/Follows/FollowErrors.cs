using Agora.Domain.Common;

namespace Agora.Domain.Follows;

public static class FollowErrors
{
    public static readonly Error Self = Error.Invalid("follow.self", "You cannot follow yourself.");

    [EnforcedBy("follows_not_blocked_check")]
    public static readonly Error Blocked = Error.Conflict("follow.blocked", "You blocked this person. Unblock them first.");

    public static readonly Error BlockSelf = Error.Invalid("block.self", "You cannot block yourself.");
}
