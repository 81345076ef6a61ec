using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>
/// A text and how far it has come. What must be true of every post:
/// everything but a draft has been published (<see cref="PublishedAt"/>);
/// what moderation hid is neither published nor archived;
/// what is in the trash is only taken out again, by the author or by staff as they put it there.
/// </summary>
/// <remarks>A step that leads to where the post already is succeeds and changes nothing, so that a request can be sent twice.</remarks>
public sealed class Post : IAuthored
{
    private Post(
        Guid id,
        Guid authorId,
        PostText text,
        PostStatus status,
        DateTimeOffset? publishedAt,
        Deletion? deletion,
        int version,
        DateTimeOffset createdAt)
    {
        if (status != PostStatus.Draft && publishedAt is null)
        {
            throw new ArgumentException("What is no draft has been published.", nameof(publishedAt));
        }

        Id = id;
        AuthorId = authorId;
        Text = text;
        Status = status;
        PublishedAt = publishedAt;
        Deletion = deletion;
        Version = version;
        CreatedAt = createdAt;
    }

    public Guid Id { get; }

    public Guid AuthorId { get; }

    public PostText Text { get; private set; }

    public PostStatus Status { get; private set; }

    /// <summary>Of the first time. Publishing an archived post again keeps its place in the lists.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>Null outside of the trash.</summary>
    public Deletion? Deletion { get; private set; }

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Whether the text was written anew, if only with the same words: a version is stored for it either way.</summary>
    public bool IsEdited { get; private set; }

    /// <inheritdoc/>
    public bool ConcernsStaff => Status != PostStatus.Draft;

    /// <summary>Whether everyone reads it, and may comment on it.</summary>
    public static bool IsOpen(PostStatus status, DateTimeOffset? deletedAt) => status == PostStatus.Published && deletedAt is null;

    /// <summary>What is in the trash is neither read nor changed elsewhere, and neither is what belongs to it.</summary>
    /// <returns>Null outside of the trash.</returns>
    public static Error? RefuseInTrash(DateTimeOffset? deletedAt) => deletedAt is null ? null : PostErrors.InTrash;

    /// <summary>For those who write below a post: with the post in the trash, there is nothing to write below.</summary>
    /// <returns>Null outside of the trash.</returns>
    public static Error? RefuseBelowTrash(bool isInTrash) => isInTrash ? PostErrors.NotFound : null;

    /// <summary>A new post: a draft, or published at once.</summary>
    /// <exception cref="ArgumentException">The text breaks a rule, which the validator of the use case tells before.</exception>
    public static Post Write(Guid authorId, PostText text, bool publish, DateTimeOffset now)
    {
        Require(text.Title, text.Body, text.Language, text.Tags);
        var status = publish ? PostStatus.Published : PostStatus.Draft;
        return new Post(Guid.CreateVersion7(now), authorId, text, status, publish ? now : null, null, 1, now);
    }

    /// <summary>A post as the database holds it.</summary>
    public static Post Load(
        Guid id,
        Guid authorId,
        PostText text,
        PostStatus status,
        DateTimeOffset? publishedAt,
        Deletion? deletion,
        int version,
        DateTimeOffset createdAt) =>
        new(id, authorId, text, status, publishedAt, deletion, version, createdAt);

    /// <summary>Replaces the members that were sent.</summary>
    /// <exception cref="ArgumentException">The text breaks a rule, which the validator of the use case tells before.</exception>
    public Result<Post> Edit(PostChanges changes)
    {
        Require(changes.Title, changes.Body, changes.Language, changes.Tags);
        return OutsideTrash().Then(_ => changes.ApplyTo(Text)).Then<Post>(text => Rewrite(text));
    }

    /// <summary>Takes an earlier text back as it was, which may be older than a rule. The status stays.</summary>
    public Result<Post> RevertTo(PostText earlier) => OutsideTrash().Then<Post>(_ => Rewrite(earlier));

    public Result<Post> Publish(DateTimeOffset now)
    {
        if (RefuseInTrash() is { } refusal)
        {
            return refusal;
        }

        if (Status == PostStatus.Hidden)
        {
            return PostErrors.Hidden;
        }

        Status = PostStatus.Published;
        PublishedAt ??= now;
        return this;
    }

    public Result<Post> Archive()
    {
        if (RefuseInTrash() is { } refusal)
        {
            return refusal;
        }

        if (Status is PostStatus.Draft or PostStatus.Hidden)
        {
            return Status == PostStatus.Draft ? PostErrors.NeverPublished : PostErrors.Hidden;
        }

        Status = PostStatus.Archived;
        return this;
    }

    public Result<Post> Delete(Remover by, DateTimeOffset now)
    {
        if (RefuseInTrash() is { } refusal)
        {
            return refusal;
        }

        Deletion = new Deletion(now, by);
        return this;
    }

    /// <summary>Takes the post out of the trash, in the status that it had.</summary>
    public Result<Post> Restore(Remover by)
    {
        if (Deletion?.RefuseRestore(by, PostErrors.RemovedByAuthor, PostErrors.RemovedByStaff) is { } refusal)
        {
            return refusal;
        }

        Deletion = null;
        return this;
    }

    /// <summary>The post, unless it must be restored first.</summary>
    public Result<Post> OutsideTrash() => RefuseInTrash() is { } refusal ? refusal : this;

    private static void Require(string? title, string? body, string? language, IReadOnlyList<TagName>? tags)
    {
        if (!PostRules.AreValid(title, body, language, tags))
        {
            throw new ArgumentException("The text breaks a rule of posts.", nameof(title));
        }
    }

    private Error? RefuseInTrash() => RefuseInTrash(Deletion?.At);

    private Post Rewrite(PostText text)
    {
        Text = text;
        IsEdited = true;
        return this;
    }
}
