namespace Agora.Application.Batches;

/// <summary>
/// What the operations of a batch name in their addresses and bodies, by kind; what they refer to by the answer of another is not among it.
/// </summary>
/// <param name="Tags">Normal names, on posts that are written.</param>
/// <param name="ReplacedTags">Names that are renamed or merged, and those that they become.</param>
/// <param name="CommentedPosts">Posts that get a comment and do not change themselves.</param>
public sealed record BatchTargets(
    IReadOnlyCollection<Guid> People,
    IReadOnlyCollection<string> Tags,
    IReadOnlyCollection<string> ReplacedTags,
    IReadOnlyCollection<Guid> Media,
    IReadOnlyCollection<Guid> Posts,
    IReadOnlyCollection<Guid> CommentedPosts,
    IReadOnlyCollection<Guid> Comments,
    IReadOnlyCollection<Guid> Cases)
{
    /// <summary>Whether two batches that name the same could wait for each other.</summary>
    public bool AreSeveral =>
        People.Count + Tags.Count + ReplacedTags.Count + Media.Count + Posts.Count
            + CommentedPosts.Count + Comments.Count + Cases.Count > 1;
}

public interface IBatchLocks
{
    /// <summary>
    /// Locks all of it in one order, whatever the order of the operations, until the transaction ends. So batches wait for each other and
    /// never in a circle.
    /// </summary>
    Task LockAsync(BatchTargets targets, CancellationToken ct);
}
