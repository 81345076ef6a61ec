using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Comments;

public sealed class CommentTests
{
    private static readonly DateTimeOffset Before = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), Now = Before.AddDays(1);

    private static readonly Guid Author = Guid.NewGuid(), PostId = Guid.NewGuid(), ParentId = Guid.NewGuid();

    private static readonly ReplyTarget OpenPost = new(PostId, PostStatus.Published, null, null, null, null);

    private static readonly ReplyTarget Reply = OpenPost with { ParentId = ParentId, ParentDepth = 2, ParentState = CommentState.Visible };

    public static readonly TheoryData<ReplyTarget, string?> Targets = new()
    {
        { OpenPost, null },
        { Reply, null },
        { Reply with { ParentDepth = CommentRules.DepthMax - 1 }, null },
        { OpenPost with { PostDeletedAt = Before }, "post.not_found" },
        { OpenPost with { PostDeletedAt = Before, PostStatus = PostStatus.Draft }, "post.not_found" },
        { OpenPost with { PostStatus = PostStatus.Draft }, "comment.post_closed" },
        { OpenPost with { PostStatus = PostStatus.Archived }, "comment.post_closed" },
        { Reply with { PostStatus = PostStatus.Hidden }, "comment.post_closed" },
        { Reply with { ParentDepth = null, ParentState = null }, "comment.parent_not_found" },
        { Reply with { ParentState = CommentState.Hidden }, "comment.parent_gone" },
        { Reply with { ParentState = CommentState.Deleted, ParentDepth = CommentRules.DepthMax }, "comment.parent_gone" },
        { Reply with { ParentDepth = CommentRules.DepthMax }, "comment.too_deep" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Is_written_where_it_may_stand(ReplyTarget target, string? refusal) =>
        (Comment.Write(target, Author, "Hello", Now).Error?.Code).ShouldBe(refusal);

    [Fact]
    public void Stands_on_the_post_or_one_deeper_than_what_it_replies_to()
    {
        var comment = Comment.Write(OpenPost, Author, "Hello", Now).Value;
        var reply = Comment.Write(Reply, Author, "Hello", Now).Value;

        (comment.PostId, comment.ParentId, comment.Depth).ShouldBe((PostId, null, 0));
        (reply.PostId, reply.ParentId, reply.Depth).ShouldBe((PostId, ParentId, 3));
        (reply.AuthorId, reply.Body, reply.Version, reply.CreatedAt).ShouldBe((Author, "Hello", 1, Now));
        (reply.EditedAt, reply.Deletion, reply.IsEdited).ShouldBe((null, null, false));
        reply.Id.ShouldNotBe(comment.Id);
        reply.OpenToEdit().IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void A_text_that_the_validator_refuses_is_a_bug()
    {
        Should.Throw<ArgumentException>(() => Comment.Write(OpenPost, Author, "", Now));
        Should.Throw<ArgumentException>(() => Stored().Edit(" ", Now));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(CommentRules.DepthMax + 1, true)]
    public void Nothing_else_is_a_comment(int depth, bool isReply) => Should.Throw<ArgumentException>(() =>
        Comment.Load(Guid.NewGuid(), PostId, Author, isReply ? ParentId : null, depth, "Hello", null, null, false, 1, Before));

    [Fact]
    public void The_deepest_reply_is_loaded() =>
        Comment.Load(Guid.NewGuid(), PostId, Author, ParentId, CommentRules.DepthMax, "", null, null, false, 1, Before).Depth.ShouldBe(
            CommentRules.DepthMax);

    [Theory]
    [InlineData("New", "New", true)]
    [InlineData("Hello", "Hello", false)]
    [InlineData(null, "Hello", false)]
    public void Is_edited_when_its_text_is_another(string? sent, string body, bool marked)
    {
        var comment = Stored();

        comment.Edit(sent, Now).Value.ShouldBeSameAs(comment);

        (comment.Body, comment.EditedAt, comment.IsEdited).ShouldBe((body, marked ? Now : null, true));
    }

    [Fact]
    public void An_edit_without_a_change_keeps_the_time_of_the_last_one()
    {
        var comment = Comment.Load(Guid.NewGuid(), PostId, Author, null, 0, "Hello", Before, null, false, 3, Before);

        comment.Edit("Hello", Now).IsSuccess.ShouldBeTrue();

        comment.EditedAt.ShouldBe(Before);
    }

    [Fact]
    public void An_earlier_text_comes_back_though_a_rule_is_younger()
    {
        var comment = Stored();

        comment.RevertTo("", Now).Value.ShouldBeSameAs(comment);

        (comment.Body, comment.EditedAt, comment.IsEdited).ShouldBe(("", Now, true));
    }

    [Theory]
    [InlineData(Remover.Author)]
    [InlineData(Remover.Staff)]
    public void Is_deleted(Remover by)
    {
        var comment = Stored();

        comment.Delete(by, Now).Value.ShouldBeSameAs(comment);

        comment.Deletion.ShouldBe(new Deletion(Now, by));
    }

    [Theory]
    [InlineData(Remover.Author, Remover.Author, null)]
    [InlineData(Remover.Staff, Remover.Staff, null)]
    [InlineData(Remover.Author, Remover.Staff, "comment.removed_by_author")]
    [InlineData(Remover.Staff, Remover.Author, "comment.removed_by_staff")]
    public void Who_removed_it_restores_it(Remover removedBy, Remover by, string? refusal)
    {
        var deletion = new Deletion(Before, removedBy);
        var comment = Stored(deletion);

        (comment.Restore(by).Error?.Code).ShouldBe(refusal);

        comment.Deletion.ShouldBe(refusal is null ? null : deletion);
    }

    [Theory]
    [InlineData(Remover.Author)]
    [InlineData(Remover.Staff)]
    public void Restoring_what_is_not_in_the_trash_changes_nothing(Remover by)
    {
        var comment = Stored();

        comment.Restore(by).Value.ShouldBeSameAs(comment);

        comment.Deletion.ShouldBeNull();
    }

    [Fact]
    public void What_is_in_the_trash_must_be_restored_first()
    {
        var comment = Stored(new Deletion(Before, Remover.Author));
        Result<Comment>[] acts =
            [comment.Edit("New", Now), comment.RevertTo("New", Now), comment.Delete(Remover.Author, Now), comment.OpenToEdit()];

        acts.ShouldAllBe(act => act.Error == CommentErrors.InTrash);
        (comment.Body, comment.IsEdited, comment.Deletion).ShouldBe(("Hello", false, new Deletion(Before, Remover.Author)));
    }

    [Fact]
    public void Below_a_post_in_the_trash_it_is_deleted_and_restored_and_no_longer_edited()
    {
        var comment = Stored(isPostInTrash: true);
        Result<Comment>[] edits = [comment.Edit("New", Now), comment.RevertTo("New", Now), comment.OpenToEdit()];

        edits.ShouldAllBe(edit => edit.Error == PostErrors.NotFound);
        (comment.Body, comment.IsEdited).ShouldBe(("Hello", false));
        comment.Delete(Remover.Author, Now).IsSuccess.ShouldBeTrue();
        comment.Edit("New", Now).Error.ShouldBe(CommentErrors.InTrash);
        comment.Restore(Remover.Author).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Outside_of_the_trash_it_is_open_to_an_edit()
    {
        var comment = Stored();

        comment.OpenToEdit().Value.ShouldBeSameAs(comment);
        Comment.RefuseInTrash(null).ShouldBeNull();
        Comment.RefuseInTrash(Before).ShouldBe(CommentErrors.InTrash);
    }

    private static Comment Stored(Deletion? deletion = null, bool isPostInTrash = false) =>
        Comment.Load(Guid.NewGuid(), PostId, Author, null, 0, "Hello", null, deletion, isPostInTrash, 3, Before);
}
