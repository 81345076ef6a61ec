using Agora.Domain.Sessions;

namespace Agora.Domain.Tests.Sessions;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("PassWord123")]
    [InlineData("11111111")]
    [InlineData("23456789")]
    [InlineData("hgfedcba")]
    [InlineData("qwertyuiop")]
    [InlineData("")]
    public void Knows_what_attackers_try_first(string password) => PasswordRules.IsCommon(password).ShouldBeTrue();

    [Theory]
    [InlineData("a long enough passphrase")]
    [InlineData("password of mine")]
    [InlineData("aaaaaaab")]
    [InlineData("13579135")]
    [InlineData("23456780")]
    [InlineData("13456789")]
    [InlineData("87654322")]
    [InlineData("baaaaaaa")]
    public void Leaves_others_alone(string password) => PasswordRules.IsCommon(password).ShouldBeFalse();

    [Fact]
    public void Tells_text_from_what_would_not_survive_as_bytes()
    {
        string[] text = ["plain", "\U0001f680 rocket", "\ufffd", "", "\U0001f680\U0001f680"];
        string[] broken = ["nul\0", "half \ud83d", "\ude80 half", "\ude80\ud83d", "\U0001f680\ud83d", "\U0001f680\0", "\ud83d\U0001f680"];

        text.ShouldAllBe(t => PasswordRules.IsText(t));
        broken.ShouldAllBe(t => !PasswordRules.IsText(t));
    }
}
