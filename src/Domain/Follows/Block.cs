using Agora.Domain.Common;

namespace Agora.Domain.Follows;

/// <summary>
/// That two people see nothing of each other, because one of them asked for it. It ends what either follows of the other.
/// </summary>
public sealed record Block
{
    private Block(Guid blockerId, Guid blockedId, DateTimeOffset since)
    {
        BlockerId = blockerId;
        BlockedId = blockedId;
        Since = since;
    }

    public Guid BlockerId { get; }

    public Guid BlockedId { get; }

    public DateTimeOffset Since { get; }

    public static Result<Block> Begin(Guid blockerId, Guid blockedId, DateTimeOffset now) =>
        blockerId == blockedId ? FollowErrors.BlockSelf : new Block(blockerId, blockedId, now);
}
