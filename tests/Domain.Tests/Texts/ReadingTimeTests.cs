using Agora.Domain.Texts;

namespace Agora.Domain.Tests.Texts;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(238, 1)]
    [InlineData(239, 2)]
    [InlineData(476, 2)]
    [InlineData(477, 3)]
    public void A_minute_is_238_words(int words, int minutes) =>
        ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat("word", words))).ShouldBe(minutes);

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 2)]
    public void A_minute_is_255_characters_where_no_space_parts_words(int characters, int minutes) =>
        ReadingTime.Minutes(new string('\u8a9e', characters)).ShouldBe(minutes);

    [Theory]
    [InlineData("two words", 2)]
    [InlineData("one, two. Three!", 3)]
    [InlineData("don't", 1)]
    [InlineData("don\u2019t", 1)]
    [InlineData("well-known", 1)]
    [InlineData("cafe\u0301s", 1)]
    [InlineData("\u0939\u093f\u0928\u094d\u0926\u0940", 1)]
    [InlineData("- ' \u0301", 0)]
    [InlineData("12 3", 2)]
    [InlineData("a/b", 2)]
    [InlineData("\U00010400\U00010401", 1)]
    public void Words_are_letters_and_what_stands_inside_of_them(string text, int words) =>
        ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat(text, 238).Concat(Enumerable.Repeat("word", 238)))).ShouldBe(words + 1);

    [Theory]
    [InlineData("\u303f", 0)]
    [InlineData("\u3040", 1)]
    [InlineData("\u30ff", 1)]
    [InlineData("\u3105", 0)]
    [InlineData("\u3400", 1)]
    [InlineData("\u9fff", 1)]
    [InlineData("\ua000", 0)]
    [InlineData("\uf8ff", 0)]
    [InlineData("\uf900", 1)]
    [InlineData("\ufaff", 1)]
    [InlineData("\ufb00", 0)]
    [InlineData("\U0001ffff", 0)]
    [InlineData("\U00020000", 1)]
    [InlineData("\U0003ffff", 1)]
    [InlineData("\U00040000", 0)]
    [InlineData("\u0dff", 0)]
    [InlineData("\u0e00", 1)]
    [InlineData("\u0eff", 1)]
    [InlineData("\u0f00", 0)]
    [InlineData("\u177f", 0)]
    [InlineData("\u1780", 1)]
    [InlineData("\u17ff", 1)]
    [InlineData("\u1800", 0)]
    public void Scripts_without_spaces_are_counted_by_the_character(string character, int counted) =>
        ReadingTime.Minutes(string.Concat(Enumerable.Repeat(character, 256))).ShouldBe(counted + 1);

    [Fact]
    public void A_character_of_theirs_ends_a_word() =>
        ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat("a\u8a9ea", 238))).ShouldBe(3);
}
