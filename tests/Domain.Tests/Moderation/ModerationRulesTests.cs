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
}
