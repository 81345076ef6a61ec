using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Domain.Media;

/// <summary>
/// The files that a post shows. What must be true of them: they are files of its author, each once, in an order,
/// and at most <see cref="MediaRules.PerPostMax"/>.
/// </summary>
public sealed class PostAttachments : IAuthored
{
    private readonly DateTimeOffset? postDeletedAt;

    private PostAttachments(Guid postId, Guid authorId, DateTimeOffset? postDeletedAt)
    {
        PostId = postId;
        AuthorId = authorId;
        this.postDeletedAt = postDeletedAt;
    }

    public Guid PostId { get; }

    /// <summary>Of the post: whose files it may show.</summary>
    public Guid AuthorId { get; }

    /// <summary>What the post is to show; empty until files are attached.</summary>
    public IReadOnlyList<Guid> FileIds { get; private set; } = [];

    /// <summary>Of a post as the database holds it.</summary>
    public static PostAttachments Load(Guid postId, Guid authorId, DateTimeOffset? postDeletedAt) => new(postId, authorId, postDeletedAt);

    /// <summary>Replaces the attachments of the post.</summary>
    /// <exception cref="ArgumentException">The list breaks a rule, which the validator of the use case tells before.</exception>
    public Result<PostAttachments> Attach(IReadOnlyList<Guid> fileIds)
    {
        if (fileIds.Count > MediaRules.PerPostMax || fileIds.Distinct().Count() < fileIds.Count)
        {
            throw new ArgumentException("The list breaks a rule of attachments.", nameof(fileIds));
        }

        if (Post.RefuseInTrash(postDeletedAt) is { } refused)
        {
            return refused;
        }

        FileIds = fileIds;
        return this;
    }

    /// <summary>Holds the files that were found among those of the author against the list.</summary>
    public Result<PostAttachments> Confirm(int found) => found == FileIds.Count ? this : MediaErrors.NotTheAuthors;
}
