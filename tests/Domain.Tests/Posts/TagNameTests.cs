using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class TagNameTests
{
    [Theory]
    [InlineData("Machine Learning", "machine-learning")]
    [InlineData("  machine-learning ", "machine-learning")]
    [InlineData("non-free/libs", "non-free-libs")]
    [InlineData("a \t /b", "a-b")]
    [InlineData("C++", "c++")]
    [InlineData(".NET", ".net")]
    [InlineData("F#", "f#")]
    [InlineData("snake_case", "snake_case")]
    [InlineData("ÄRGER", "ärger")]
    [InlineData("A\u0308rger", "ärger")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("I\u0307stanbul", "istanbul")]
    [InlineData("i\u0307stanbul", "istanbul")]
    [InlineData("数据库", "数据库")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("/a", "a")]
    [InlineData("a//b", "a-b")]
    [InlineData("a-/b", "a-b")]
    [InlineData("x\u0307y", "ẋy")]
    [InlineData("1st", "1st")]
    [InlineData("7", "7")]
    public void Has_one_spelling(string text, string tag)
    {
        TagName.Normalize(text)!.Value.ShouldBe(tag);
        TagName.Normalize(tag)!.Value.ShouldBe(tag);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("---")]
    [InlineData("++")]
    [InlineData("a,b")]
    [InlineData("a&b")]
    [InlineData("a\0b")]
    [InlineData("a\u200bb")]
    [InlineData("<b>")]
    [InlineData("\ud800")]
    public void Refuses_characters_that_look_alike_or_cannot_be_typed(string? text) => TagName.Normalize(text).ShouldBeNull();

    [Fact]
    public void Counts_characters_and_not_their_halves()
    {
        var longest = string.Concat(Enumerable.Repeat("𐐨", TagName.MaxLength));

        TagName.Normalize(longest)!.Value.ShouldBe(longest);
        TagName.Normalize(longest + "a").ShouldBeNull();
    }

    [Fact]
    public void Reads_no_text_that_is_far_too_long()
    {
        TagName.Normalize($"{new string(' ', (16 * TagName.MaxLength) - 1)}a")!.Value.ShouldBe("a");
        TagName.Normalize($"{new string(' ', 16 * TagName.MaxLength)}a").ShouldBeNull();
    }

    [Fact]
    public void A_name_that_is_stored_stays_as_it_is() => TagName.Load("OLD name").ToString().ShouldBe("OLD name");

    [Fact]
    public void Keeps_each_tag_of_a_post_once_and_in_order()
    {
        TagName.NormalizeAll(["Beta", "alpha", "BETA "])!.Select(t => t.Value).ShouldBe(["beta", "alpha"]);
        TagName.NormalizeAll(["alpha", "?"]).ShouldBeNull();
        TagName.NormalizeAll(["alpha", null]).ShouldBeNull();
    }
}
