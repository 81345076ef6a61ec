using Agora.Domain.Common;

namespace Agora.Domain.Follows;

/// <summary>That one person follows another.</summary>
/// <remarks>
/// Of two people who block each other, neither follows the other. A trigger holds that (<c>follows_not_blocked_check</c>), because a block
/// and a follow may be made at the same moment.
/// </remarks>
public sealed record Follow
{
    private Follow(Guid followerId, Guid followeeId, DateTimeOffset since)
    {
        FollowerId = followerId;
        FolloweeId = followeeId;
        Since = since;
    }

    public Guid FollowerId { get; }

    public Guid FolloweeId { get; }

    public DateTimeOffset Since { get; }

    public static Result<Follow> Begin(Guid followerId, Guid followeeId, DateTimeOffset now) =>
        followerId == followeeId ? FollowErrors.Self : new Follow(followerId, followeeId, now);
}
