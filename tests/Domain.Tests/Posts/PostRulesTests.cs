using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class PostRulesTests
{
    [Fact]
    public void A_title_is_one_line_of_up_to_200_characters()
    {
        PostRules.IsTitle("t").ShouldBeTrue();
        PostRules.IsTitle(string.Concat(Enumerable.Repeat("😀", 200))).ShouldBeTrue();
        PostRules.IsTitle(string.Concat(Enumerable.Repeat("😀", 201))).ShouldBeFalse();
        PostRules.IsTitle("two\nlines").ShouldBeFalse();
        PostRules.IsTitle(" \t").ShouldBeFalse();
        PostRules.IsTitle(null).ShouldBeFalse();
    }

    [Fact]
    public void A_body_has_up_to_100000_characters()
    {
        PostRules.IsBody("first line\n\nsecond").ShouldBeTrue();
        PostRules.IsBody(new string('x', 100_000)).ShouldBeTrue();
        PostRules.IsBody(new string('x', 100_001)).ShouldBeFalse();
        PostRules.IsBody("\n").ShouldBeFalse();
    }

    /// <summary>Those of PostgreSQL 17, by its catalogue.</summary>
    [Fact]
    public void Is_written_in_a_language_that_search_can_stem()
    {
        string[] known =
        [
            "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi",
            "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian",
            "serbian", "simple", "spanish", "swedish", "tamil", "turkish", "yiddish",
        ];

        PostRules.Languages.Order(StringComparer.Ordinal).ShouldBe(known);
        known.ShouldAllBe(name => PostRules.IsLanguage(name));
        PostRules.IsLanguage(PostRules.DefaultLanguage).ShouldBeTrue();
        string?[] others = ["English", "klingon", "", null];
        others.ShouldAllBe(name => !PostRules.IsLanguage(name));
    }

    [Fact]
    public void What_is_not_sent_breaks_no_rule()
    {
        IReadOnlyList<TagName> most = [.. Enumerable.Range(0, PostRules.TagsMax).Select(i => TagName.Load($"t{i}"))];

        PostRules.AreValid(null, null, null, null).ShouldBeTrue();
        PostRules.AreValid("Title", "Body", "english", most).ShouldBeTrue();
        PostRules.AreValid("", null, null, null).ShouldBeFalse();
        PostRules.AreValid(null, "", null, null).ShouldBeFalse();
        PostRules.AreValid(null, null, "", null).ShouldBeFalse();
        PostRules.AreValid(null, null, null, [.. most, TagName.Load("more")]).ShouldBeFalse();
    }
}
