using Agora.Domain.Reactions;

namespace Agora.Domain.Tests.Reactions;

public sealed class LikeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    private static readonly Guid Ann = Guid.NewGuid(), Bob = Guid.NewGuid(), Post = Guid.NewGuid();

    [Fact]
    public void A_user_likes_what_another_published()
    {
        var like = Like.Give(Ann, new LikeTarget(Post, Bob, IsPublic: true), Now).Value;

        (like.UserId, like.TargetId, like.Since).ShouldBe((Ann, Post, Now));
    }

    [Fact]
    public void What_is_not_public_takes_no_like() =>
        Like.Give(Ann, new LikeTarget(Post, Bob, IsPublic: false), Now).Error.ShouldBe(ReactionErrors.Closed);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Own_content_takes_no_like(bool isPublic) =>
        Like.Give(Ann, new LikeTarget(Post, Ann, isPublic), Now).Error.ShouldBe(ReactionErrors.Own);
}
