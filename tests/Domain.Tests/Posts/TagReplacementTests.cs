using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class TagReplacementTests
{
    private static readonly TagName Bread = TagName.Normalize("bread")!, Loaf = TagName.Normalize("loaf")!;

    [Fact]
    public void A_rename_needs_a_name_that_is_on_no_post()
    {
        var rename = TagReplacement.Rename(Bread, Loaf).Value;

        (rename.From, rename.Into, rename.IsMerge, rename.Refusal.Code).ShouldBe((Bread, Loaf, false, "tag.taken"));
    }

    [Fact]
    public void A_merge_needs_a_name_that_is_on_posts()
    {
        var merge = TagReplacement.Merge(Bread, Loaf).Value;

        (merge.From, merge.Into, merge.IsMerge, merge.Refusal.Code).ShouldBe((Bread, Loaf, true, "tag.not_mergeable"));
    }

    [Fact]
    public void No_tag_replaces_itself()
    {
        TagReplacement.Rename(Bread, TagName.Normalize("BREAD")!).Error.ShouldBe(PostErrors.TagItself);
        TagReplacement.Merge(Bread, Bread).Error.ShouldBe(PostErrors.TagItself);
    }
}
