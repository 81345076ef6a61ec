using Agora.Domain.Common;
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
    [InlineData("\u0378", false)]
    [InlineData("\u2003", false)]
    [InlineData("\u2028", false)]
    [InlineData("\u2029", false)]
    [InlineData("\u0903", false)]
    [InlineData("\u20DD", false)]
    [InlineData("\u115F", false)]
    [InlineData("\u1160", false)]
    [InlineData("\uFFA0", false)]
    [InlineData("\u2800", false)]
    [InlineData("\u2801", true)]
    [InlineData("\uFFFC", false)]
    [InlineData("\U0001D159", false)]
    [InlineData("\U00013441", false)]
    [InlineData("\U00013442", false)]
    [InlineData("\u20AC", true)]
    [InlineData("7", true)]
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
    [InlineData("\u200EAda", false)]
    [InlineData("Ada\u2067", false)]
    [InlineData("Ada\u2029", false)]
    [InlineData("Ada\u202A", false)]
    [InlineData("Ada\u2066", false)]
    [InlineData("Ada\u2069", false)]
    [InlineData("Ada\u202FL.", true)]
    [InlineData("Ada\u2065", true)]
    [InlineData("Ada\u206A", true)]
    [InlineData("\u200B", false)]
    [InlineData(null, false)]
    [InlineData("Ada\nLovelace", false)]
    [InlineData("Ada\u2028Lovelace", false)]
    public void A_full_name_is_one_line_without_marks_of_direction(string? name, bool taken) => UserRules.IsFullName(name).ShouldBe(taken);

    [Theory]
    [InlineData("", 0)]
    [InlineData("ab", 2)]
    [InlineData("a\U0001F642b", 3)]
    [InlineData("e\u0301", 2)]
    public void Are_counted_as_code_points(string text, int count) => Characters.Count(text).ShouldBe(count);

    [Fact]
    public void A_letter_that_shows_nothing_makes_no_tag() => TagName.Normalize("\u3164").ShouldBeNull();
}
