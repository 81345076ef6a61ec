using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Domain.Tests.Common;

/// <summary>The rules of Unicode form C, one example each. Api.Tests compare every character with PostgreSQL.</summary>
public sealed class UnicodeCompositionTests
{
    [Theory]
    [InlineData("a\u0300", "\u00e0")]
    [InlineData("\u00e0", "\u00e0")]
    [InlineData("xa\u0300y", "x\u00e0y")]
    [InlineData("\u1ea5", "\u1ea5")]
    [InlineData("a\u0302\u0301", "\u1ea5")]
    [InlineData("\u09c7\u09be", "\u09cb")]
    public void A_letter_and_its_marks_are_one_character(string text, string composed) =>
        UnicodeComposition.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u2126", "\u03a9")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093c")]
    public void What_form_C_replaces_does_not_come_back(string text, string composed) =>
        UnicodeComposition.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("a\u0307\u0323", "\u1ea1\u0307")]
    [InlineData("q\u0301\u0307\u0323\u0327", "q\u0327\u0323\u0301\u0307")]
    [InlineData("q\u0301\u0300", "q\u0301\u0300")]
    [InlineData("q\u0307x\u0323", "q\u0307x\u0323")]
    public void Marks_stand_in_the_order_of_their_classes(string text, string composed) =>
        UnicodeComposition.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("a\u0305\u0301", "a\u0305\u0301")]
    [InlineData("a\u0327\u0301", "\u00e1\u0327")]
    [InlineData("\u0301a", "\u0301a")]
    [InlineData("\u0327\u0301", "\u0327\u0301")]
    [InlineData("a\u0305b\u0301", "a\u0305b\u0301")]
    public void A_mark_reaches_its_letter_past_marks_of_lower_classes_alone(string text, string composed) =>
        UnicodeComposition.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("\u1100\u1161", "\uac00")]
    [InlineData("\u1112\u1175", "\ud788")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\u1112\u1175\u11c2", "\ud7a3")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\ud788\u11c2", "\ud7a3")]
    [InlineData("\ud55c", "\ud55c")]
    [InlineData("\ud7a3", "\ud7a3")]
    public void Hangul_is_composed_of_two_or_three_letters(string text, string composed) =>
        UnicodeComposition.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("\u10ff\u1161")]
    [InlineData("\u1113\u1161")]
    [InlineData("\u1100\u1160")]
    [InlineData("\u1100\u1176")]
    [InlineData("\uac00\u11a7")]
    [InlineData("\uac00\u11c3")]
    [InlineData("\uac01\u11a8")]
    [InlineData("\uabff\u11a8")]
    [InlineData("\ud7a4\u11a8")]
    [InlineData("\u1161\u11a8")]
    public void No_other_letters_make_a_syllable(string text) =>
        UnicodeComposition.Compose(text).ShouldBe(text);

    [Fact]
    public void A_password_is_one_however_its_letters_are_typed() =>
        PasswordRules.Normalize("cafe\u0301 \u1100\u1161").ShouldBe("caf\u00e9 \uac00");
}
