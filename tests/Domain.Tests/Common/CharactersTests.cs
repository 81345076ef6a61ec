using Agora.Domain.Common;
using Agora.Domain.Media;
using Agora.Domain.Posts;
using Agora.Domain.Users;

namespace Agora.Domain.Tests.Common;

public sealed class CharactersTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("\u200B!\u200B", true)]
    [InlineData("\U0001F642", true)]
    [InlineData("e\u0301", true)]
    [InlineData("\u0301", false)]
    [InlineData("\u200D\uFE0F", false)]
    [InlineData("\u3164", false)]
    [InlineData("\uE000", false)]
    [InlineData(" \t\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Text_is_visible_when_a_letter_digit_or_symbol_shows(string? text, bool visible) =>
        Characters.AreVisible(text).ShouldBe(visible);

    [Theory]
    [InlineData("Ada Lovelace", true)]
    [InlineData("\u0639\u0644\u06CC\u200C\u0631\u0636\u0627", true)]
    [InlineData("Ada\u200F", false)]
    [InlineData("\u061CAda", false)]
    [InlineData("Ada\u202Egnp.exe", false)]
    [InlineData("Ada\u2067", false)]
    [InlineData("Ada\nLovelace", false)]
    [InlineData("Ada\u2028Lovelace", false)]
    public void A_full_name_is_one_line_without_marks_of_direction(string name, bool taken) => UserRules.IsFullName(name).ShouldBe(taken);

    [Theory]
    [InlineData(null, true)]
    [InlineData("cat.png", true)]
    [InlineData("\u202Ecat.png", true)]
    [InlineData("folder/", false)]
    [InlineData("\u200B.", false)]
    public void A_file_name_has_something_left_when_it_is_cleaned(string? name, bool taken) => MediaRules.IsFileName(name).ShouldBe(taken);

    [Fact]
    public void A_letter_that_shows_nothing_makes_no_tag() => TagName.Normalize("\u3164").ShouldBeNull();
}
