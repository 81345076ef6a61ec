using Agora.Domain.Moderation;

namespace Agora.Domain.Tests.Moderation;

public sealed class ModerationRulesTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("abcd", false)]
    [InlineData("a😀c", true)]
    [InlineData(" ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_text_is_visible_and_not_too_long(string? text, bool expected) => ModerationRules.IsText(text, most: 3).ShouldBe(expected);

    [Fact]
    public void Staff_give_a_reason_that_has_an_end()
    {
        ModerationRules.RefuseReason(new string('a', ModerationRules.ReasonMax)).ShouldBeNull();
        ModerationRules.RefuseReason(new string('a', ModerationRules.ReasonMax + 1)).ShouldBe(ModerationErrors.ReasonRequired);
        ModerationRules.RefuseReason(null).ShouldBe(ModerationErrors.ReasonRequired);
    }
}
