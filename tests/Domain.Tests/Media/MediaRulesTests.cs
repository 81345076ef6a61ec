using Agora.Domain.Media;

namespace Agora.Domain.Tests.Media;

public sealed class MediaRulesTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("A cat\n\tand a dog", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("A\rcat", false)]
    [InlineData("A\u0007cat", false)]
    public void A_description_is_what_a_screen_reader_can_say(string? text, bool taken) =>
        MediaRules.IsAlternativeText(text).ShouldBe(taken);

    [Fact]
    public void A_description_has_an_end()
    {
        MediaRules.IsAlternativeText(string.Concat(Enumerable.Repeat("\U0001F408", MediaRules.AlternativeTextMax))).ShouldBeTrue();
        MediaRules.IsAlternativeText(new string('a', MediaRules.AlternativeTextMax + 1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("cat.png", true)]
    [InlineData("\u202Ecat.png", true)]
    [InlineData("folder/", false)]
    [InlineData("\u200B.", false)]
    public void A_file_name_has_something_left_when_it_is_cleaned(string? name, bool taken) => MediaRules.IsFileName(name).ShouldBe(taken);

    [Fact]
    public void A_file_name_has_200_characters()
    {
        var longest = string.Concat(Enumerable.Repeat("\U0001F408", MediaRules.FileNameMax));

        MediaRules.IsFileName(longest).ShouldBeTrue();
        MediaRules.IsFileName($"{longest}a").ShouldBeFalse();
        MediaRules.CleanFileName(longest).ShouldBe(longest);
        MediaRules.CleanFileName($"{longest}a").ShouldBe(longest);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("cat.png", "cat.png")]
    [InlineData("C:\\pictures\\cat.png", "cat.png")]
    [InlineData("/home/ann/cat.png", "cat.png")]
    [InlineData("pictures\\of/cat.png", "cat.png")]
    [InlineData("pictures/", null)]
    [InlineData(" cat.png. ", "cat.png")]
    [InlineData("..", null)]
    [InlineData("", null)]
    [InlineData("c\u0000a\u202Et\u2028.\u2029p\uE000ng", "cat.png")]
    [InlineData("\u200B\U0001F408.png", "\U0001F408.png")]
    public void A_name_loses_folders_and_what_lies_about_its_end(string? sent, string? clean) =>
        MediaRules.CleanFileName(sent).ShouldBe(clean);

    [Fact]
    public void A_type_is_found_by_its_name()
    {
        MediaType.All.ShouldAllBe(type => MediaType.Find(type.Name) == type);
        MediaType.All.Select(type => type.Extension).ShouldBeUnique();
        MediaType.Find("image/svg+xml").ShouldBeNull();
        MediaType.Find("IMAGE/PNG").ShouldBeNull();
    }
}
