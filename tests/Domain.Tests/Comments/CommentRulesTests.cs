using Agora.Domain.Comments;

namespace Agora.Domain.Tests.Comments;

public sealed class CommentRulesTests
{
    [Fact]
    public void A_body_shows_something_and_has_an_end()
    {
        CommentRules.IsBody("a\nb").ShouldBeTrue();
        CommentRules.IsBody(new string('x', CommentRules.BodyMax)).ShouldBeTrue();
        CommentRules.IsBody(new string('x', CommentRules.BodyMax + 1)).ShouldBeFalse();
        CommentRules.IsBody("\u200b").ShouldBeFalse();
        CommentRules.IsBody(null).ShouldBeFalse();
    }
}
