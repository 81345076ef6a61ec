namespace Agora.Application.Batches;

/// <summary>
/// The resources that a batch names in its URLs and bodies, by kind. References to responses of earlier operations are not included.
/// </summary>
/// <param name="Tags">Normalized names, on posts that are written.</param>
/// <param name="ReplacedTags">Tags that are renamed or merged, and their new names.</param>
/// <param name="CommentedPosts">Posts that get a comment and are not changed otherwise.</param>
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
    /// <summary>Whether two batches with these targets could deadlock.</summary>
    public bool AreSeveral =>
        People.Count + Tags.Count + ReplacedTags.Count + Media.Count + Posts.Count
            + CommentedPosts.Count + Comments.Count + Cases.Count > 1;
}

public interface IBatchLocks
{
    /// <summary>
    /// Locks all targets in a fixed order until the transaction ends, regardless of the order of operations, so that batches cannot
    /// deadlock over them. Counters of likes are not among the targets: two batches that like the same content in opposite order may, and
    /// one of them runs again.
    /// </summary>
    Task LockAsync(BatchTargets targets, CancellationToken ct);
}
