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
}
