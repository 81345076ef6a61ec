using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>
/// Where a post stands, and which way it may go from there. A step that leads to where the post already is succeeds and
/// changes nothing, so that a request can be sent twice.
/// </summary>
/// <param name="PublishedAt">Of the first time. Publishing an archived post again keeps its place in the lists.</param>
public sealed record PostState(PostStatus Status, DateTimeOffset? PublishedAt, DateTimeOffset? DeletedAt, PostRemover? DeletedBy)
{
    public bool IsPublic => Status == PostStatus.Published && DeletedAt is null;

    public Result<PostState> Publish(DateTimeOffset now)
    {
        if (DeletedAt is not null)
        {
            return PostErrors.InTrash;
        }

        return Status == PostStatus.Hidden
            ? PostErrors.Hidden
            : this with { Status = PostStatus.Published, PublishedAt = PublishedAt ?? now };
    }

    public Result<PostState> Archive()
    {
        if (DeletedAt is not null)
        {
            return PostErrors.InTrash;
        }

        return Status switch
        {
            PostStatus.Draft => PostErrors.NeverPublished,
            PostStatus.Hidden => PostErrors.Hidden,
            _ => this with { Status = PostStatus.Archived },
        };
    }

    public Result<PostState> Delete(PostRemover by, DateTimeOffset now) => DeletedAt is null
        ? this with { DeletedAt = now, DeletedBy = by }
        : PostErrors.InTrash;

    /// <param name="by">Who removed it restores it, and nobody else.</param>
    public Result<PostState> Restore(PostRemover by) => (by, DeletedBy) switch
    {
        (PostRemover.Author, PostRemover.Staff) => PostErrors.RemovedByStaff,
        (PostRemover.Staff, PostRemover.Author) => PostErrors.RemovedByAuthor,
        _ => this with { DeletedAt = null, DeletedBy = null },
    };
}
