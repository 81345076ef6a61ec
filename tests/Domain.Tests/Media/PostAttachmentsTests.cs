using Agora.Domain.Media;

namespace Agora.Domain.Tests.Media;

public sealed class PostAttachmentsTests
{
    private static readonly Guid PostId = Guid.NewGuid(), Author = Guid.NewGuid();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MediaRules.PerPostMax)]
    public void A_post_shows_files_in_their_order(int count)
    {
        var post = PostAttachments.Load(PostId, Author, null);
        var files = Files(count);

        post.Attach(files).Value.ShouldBeSameAs(post);

        (post.PostId, post.AuthorId).ShouldBe((PostId, Author));
        post.FileIds.ShouldBe(files);
    }

    [Fact]
    public void A_list_that_the_validator_refuses_is_a_bug()
    {
        var post = PostAttachments.Load(PostId, Author, null);
        var file = Guid.NewGuid();

        Should.Throw<ArgumentException>(() => post.Attach(Files(MediaRules.PerPostMax + 1)));
        Should.Throw<ArgumentException>(() => post.Attach([file, file]));
    }

    [Fact]
    public void A_post_in_the_trash_must_be_restored_first()
    {
        var post = PostAttachments.Load(PostId, Author, DateTimeOffset.UnixEpoch);

        (post.Attach(Files(1)).Error?.Code).ShouldBe("post.in_trash");

        post.FileIds.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(1, "media.not_the_authors")]
    public void Every_file_is_the_authors(int found, string? refusal)
    {
        var post = PostAttachments.Load(PostId, Author, null).Attach(Files(2)).Value;

        (post.Confirm(found).Error?.Code).ShouldBe(refusal);
    }

    private static Guid[] Files(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
}
