using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class PostStateTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Now = Then.AddDays(1);

    private static readonly PostState Draft = new(PostStatus.Draft, null, null, null);

    private static readonly PostState Published = new(PostStatus.Published, Then, null, null);

    private static readonly PostState Archived = new(PostStatus.Archived, Then, null, null);

    [Fact]
    public void A_draft_is_published_at_the_moment_of_publishing() =>
        Draft.Publish(Now).Value.ShouldBe(new PostState(PostStatus.Published, Now, null, null));

    [Fact]
    public void Publishing_again_keeps_the_first_date()
    {
        Published.Publish(Now).Value.ShouldBe(Published);
        Archived.Publish(Now).Value.ShouldBe(Published);
    }

    [Fact]
    public void Only_what_was_published_is_archived()
    {
        Published.Archive().Value.ShouldBe(Archived);
        Archived.Archive().Value.ShouldBe(Archived);
        Draft.Archive().Error.ShouldBe(PostErrors.NeverPublished);
    }

    [Fact]
    public void What_moderation_hides_its_author_moves_nowhere_but_into_the_trash()
    {
        var hidden = new PostState(PostStatus.Hidden, Then, null, null);

        hidden.IsPublic.ShouldBeFalse();
        hidden.Publish(Now).Error.ShouldBe(PostErrors.Hidden);
        hidden.Archive().Error.ShouldBe(PostErrors.Hidden);
        hidden.Delete(PostRemover.Author, Now).Value.Restore(PostRemover.Author).Value.ShouldBe(hidden);
    }

    [Fact]
    public void Only_published_posts_outside_the_trash_are_public()
    {
        Published.IsPublic.ShouldBeTrue();
        Published.Delete(PostRemover.Author, Now).Value.IsPublic.ShouldBeFalse();
        Draft.IsPublic.ShouldBeFalse();
        Archived.IsPublic.ShouldBeFalse();
    }

    [Theory]
    [InlineData(PostStatus.Draft)]
    [InlineData(PostStatus.Published)]
    [InlineData(PostStatus.Archived)]
    [InlineData(PostStatus.Hidden)]
    public void A_post_in_the_trash_moves_only_out_of_it(PostStatus status)
    {
        var before = new PostState(status, status == PostStatus.Draft ? null : Then, null, null);
        var trash = before.Delete(PostRemover.Author, Now).Value;

        trash.Publish(Now).Error.ShouldBe(PostErrors.InTrash);
        trash.Archive().Error.ShouldBe(PostErrors.InTrash);
        trash.Delete(PostRemover.Author, Now).Error.ShouldBe(PostErrors.InTrash);
        trash.Restore(PostRemover.Author).Value.ShouldBe(before);
    }

    [Fact]
    public void What_staff_removed_only_staff_restore()
    {
        var removed = Published.Delete(PostRemover.Staff, Now).Value;

        removed.Restore(PostRemover.Author).Error.ShouldBe(PostErrors.RemovedByStaff);
        removed.Restore(PostRemover.Staff).Value.ShouldBe(Published);
        Published.Delete(PostRemover.Author, Now).Value.Restore(PostRemover.Staff).Error.ShouldBe(PostErrors.RemovedByAuthor);
    }

    [Fact]
    public void Restoring_what_is_not_in_the_trash_changes_nothing() =>
        Published.Restore(PostRemover.Author).Value.ShouldBe(Published);
}
