using Agora.Domain.Follows;

namespace Agora.Domain.Tests.Follows;

public sealed class FollowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 4, 8, 0, 0, TimeSpan.Zero);

    private static readonly Guid Ann = Guid.NewGuid(), Bob = Guid.NewGuid();

    [Fact]
    public void A_person_follows_another_from_now_on()
    {
        var follow = Follow.Begin(Ann, Bob, Now).Value;

        (follow.FollowerId, follow.FolloweeId, follow.Since).ShouldBe((Ann, Bob, Now));
    }

    [Fact]
    public void A_person_blocks_another_from_now_on()
    {
        var block = Block.Begin(Ann, Bob, Now).Value;

        (block.BlockerId, block.BlockedId, block.Since).ShouldBe((Ann, Bob, Now));
    }

    [Fact]
    public void Users_cannot_follow_or_block_themselves()
    {
        Follow.Begin(Ann, Ann, Now).Error.ShouldBe(FollowErrors.Self);
        Block.Begin(Ann, Ann, Now).Error.ShouldBe(FollowErrors.BlockSelf);
    }
}
