using System.Text.Json;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Domain.Tests.Posts;

public sealed class PostTests
{
    private static readonly DateTimeOffset Before = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), Now = Before.AddDays(1);

    private static readonly Guid Author = Guid.NewGuid();

    private static readonly PostText Text = new("Title", "Body", "english", [TagName.Load("bread")], PostMetadata.Load("""{"a":1}"""));

    public static readonly TheoryData<PostText> BrokenTexts =
    [
        Text with { Title = "" },
        Text with { Body = " " },
        Text with { Language = "klingon" },
        Text with { Tags = [.. Enumerable.Range(0, PostRules.TagsMax + 1).Select(i => TagName.Load($"t{i}"))] },
    ];

    public static readonly TheoryData<PostStatus> Statuses = [.. Enum.GetValues<PostStatus>()];

    [Fact]
    public void Is_written_as_a_draft_or_published_at_once()
    {
        var draft = Post.Write(Author, Text, publish: false, Now);
        var published = Post.Write(Author, Text, publish: true, Now);

        (draft.Status, draft.PublishedAt).ShouldBe((PostStatus.Draft, null));
        (published.Status, published.PublishedAt).ShouldBe((PostStatus.Published, Now));
        (draft.AuthorId, draft.Text, draft.Version, draft.CreatedAt, draft.Deletion).ShouldBe((Author, Text, 1, Now, null));
        draft.IsEdited.ShouldBeFalse();
        draft.Id.ShouldNotBe(published.Id);
    }

    [Fact]
    public void Has_as_many_tags_as_it_may()
    {
        IReadOnlyList<TagName> most = [.. Enumerable.Range(0, PostRules.TagsMax).Select(i => TagName.Load($"t{i}"))];

        Post.Write(Author, Text with { Tags = most }, publish: true, Now).Text.Tags.ShouldBe(most);
    }

    [Theory]
    [MemberData(nameof(BrokenTexts))]
    public void A_text_that_the_validator_refuses_is_a_bug(PostText broken)
    {
        var sent = new PostChanges { Title = broken.Title, Body = broken.Body, Language = broken.Language, Tags = broken.Tags };

        Should.Throw<ArgumentException>(() => Post.Write(Author, broken, publish: true, Now));
        Should.Throw<ArgumentException>(() => Stored(PostStatus.Draft).Edit(sent));
    }

    [Theory]
    [InlineData(PostStatus.Published)]
    [InlineData(PostStatus.Archived)]
    [InlineData(PostStatus.Hidden)]
    public void Everything_but_a_draft_has_been_published(PostStatus status) =>
        Should.Throw<ArgumentException>(() => Post.Load(Guid.NewGuid(), Author, Text, status, null, null, 1, Before));

    [Theory]
    [InlineData(PostStatus.Draft, PostStatus.Published, null)]
    [InlineData(PostStatus.Published, PostStatus.Published, null)]
    [InlineData(PostStatus.Archived, PostStatus.Published, null)]
    [InlineData(PostStatus.Hidden, PostStatus.Hidden, "post.hidden")]
    public void Is_published(PostStatus from, PostStatus to, string? refusal)
    {
        var post = Stored(from);

        Outcome(post, post.Publish(Now)).ShouldBe((to, refusal));
        post.PublishedAt.ShouldBe(from == PostStatus.Draft ? Now : Before);
    }

    [Theory]
    [InlineData(PostStatus.Draft, PostStatus.Draft, "post.never_published")]
    [InlineData(PostStatus.Published, PostStatus.Archived, null)]
    [InlineData(PostStatus.Archived, PostStatus.Archived, null)]
    [InlineData(PostStatus.Hidden, PostStatus.Hidden, "post.hidden")]
    public void Is_archived(PostStatus from, PostStatus to, string? refusal)
    {
        var post = Stored(from);

        Outcome(post, post.Archive()).ShouldBe((to, refusal));
        post.PublishedAt.ShouldBe(from == PostStatus.Draft ? null : Before);
    }

    [Theory]
    [InlineData(PostStatus.Draft, null)]
    [InlineData(PostStatus.Published, Remover.Staff)]
    [InlineData(PostStatus.Archived, Remover.Staff)]
    [InlineData(PostStatus.Hidden, Remover.Staff)]
    public void Is_removed_by_its_author_and_by_staff_once_others_have_seen_it(PostStatus status, Remover? staff)
    {
        var (post, other) = (Stored(status), Guid.NewGuid());

        post.RemoverOf(other, isStaff: true).ShouldBe(staff);
        post.RemoverOf(Author, isStaff: true).ShouldBe(Remover.Author);
        post.RemoverOf(Author, isStaff: false).ShouldBe(Remover.Author);
        post.RemoverOf(other, isStaff: false).ShouldBeNull();
        post.RemoverOf(null, isStaff: false).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Is_deleted_in_every_status(PostStatus status)
    {
        var post = Stored(status);

        Outcome(post, post.Delete(Remover.Staff, Now)).ShouldBe((status, null));
        post.Deletion.ShouldBe(new Deletion(Now, Remover.Staff));
    }

    [Theory]
    [InlineData(Remover.Author, Remover.Author, null)]
    [InlineData(Remover.Staff, Remover.Staff, null)]
    [InlineData(Remover.Author, Remover.Staff, "post.removed_by_author")]
    [InlineData(Remover.Staff, Remover.Author, "post.removed_by_staff")]
    public void Who_removed_it_restores_it(Remover removedBy, Remover by, string? refusal)
    {
        var deletion = new Deletion(Before, removedBy);
        var post = Stored(PostStatus.Archived, deletion);

        Outcome(post, post.Restore(by)).ShouldBe((PostStatus.Archived, refusal));
        post.Deletion.ShouldBe(refusal is null ? null : deletion);
    }

    [Theory]
    [InlineData(Remover.Author)]
    [InlineData(Remover.Staff)]
    public void Restoring_what_is_not_in_the_trash_changes_nothing(Remover by)
    {
        var post = Stored(PostStatus.Published);

        Outcome(post, post.Restore(by)).ShouldBe((PostStatus.Published, null));
        post.Deletion.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void What_is_in_the_trash_must_be_restored_first(PostStatus status)
    {
        var post = Stored(status, new Deletion(Before, Remover.Author));
        Result<Post>[] acts =
        [
            post.Publish(Now), post.Archive(), post.Delete(Remover.Author, Now), post.Edit(new PostChanges()), post.RevertTo(Text),
            post.OutsideTrash(),
        ];

        acts.ShouldAllBe(act => act.Error == PostErrors.InTrash);
        Post.RefuseInTrash(post.Deletion?.At).ShouldBe(PostErrors.InTrash);
        (post.Status, post.Deletion, post.IsEdited).ShouldBe((status, new Deletion(Before, Remover.Author), false));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Only_what_is_published_and_not_deleted_is_open(PostStatus status)
    {
        Post.IsOpen(status, null).ShouldBe(status == PostStatus.Published);
        Post.IsOpen(status, Before).ShouldBeFalse();
    }

    [Fact]
    public void An_edit_replaces_what_was_sent()
    {
        Edited(new PostChanges()).ShouldBe(Text);
        Edited(new PostChanges { Title = "New" }).ShouldBe(Text with { Title = "New" });
        Edited(new PostChanges { Body = "New" }).ShouldBe(Text with { Body = "New" });
        Edited(new PostChanges { Language = "german" }).ShouldBe(Text with { Language = "german" });
        IReadOnlyList<TagName> tags = [TagName.Load("cake")];
        Edited(new PostChanges { Tags = tags }).ShouldBe(Text with { Tags = tags });
    }

    [Theory]
    [InlineData("""{"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("null", "{}")]
    public void An_edit_merges_metadata(string patch, string merged)
    {
        var json = JsonDocument.Parse(patch).RootElement;

        Edited(new PostChanges { Metadata = new MetadataPatch(json.ValueKind == JsonValueKind.Null ? null : json) }).Metadata.Json.ShouldBe(
            merged);
    }

    [Fact]
    public void An_edit_that_makes_metadata_too_large_changes_nothing()
    {
        var post = Stored(PostStatus.Draft);
        var large = JsonSerializer.SerializeToElement(new { large = new string('x', PostMetadata.BytesMax) });

        (post.Edit(new PostChanges { Title = "New", Metadata = new MetadataPatch(large) }).Error?.Code).ShouldBe("post.metadata_refused");

        (post.Text, post.IsEdited).ShouldBe((Text, false));
    }

    [Fact]
    public void An_earlier_text_comes_back_though_a_rule_is_younger()
    {
        var post = Stored(PostStatus.Archived);
        var earlier = Text with { Title = "" };

        post.RevertTo(earlier).Value.ShouldBeSameAs(post);

        (post.Text, post.IsEdited, post.Status).ShouldBe((earlier, true, PostStatus.Archived));
    }

    private static Post Stored(PostStatus status, Deletion? deletion = null) =>
        Post.Load(Guid.NewGuid(), Author, Text, status, status == PostStatus.Draft ? null : Before, deletion, 3, Before);

    /// <summary>A step that succeeds answers the post itself.</summary>
    private static (PostStatus Status, string? Refusal) Outcome(Post post, Result<Post> act)
    {
        act.Match(success => ReferenceEquals(success, post), _ => true).ShouldBeTrue();
        return (post.Status, act.Error?.Code);
    }

    private static PostText Edited(PostChanges changes)
    {
        var post = Stored(PostStatus.Published);
        post.Edit(changes).Value.ShouldBeSameAs(post);
        post.IsEdited.ShouldBeTrue();
        return post.Text;
    }
}
