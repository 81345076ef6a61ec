using Agora.Application.Common;

namespace Agora.Application.Comments;

/// <summary>The order of a thread.</summary>
public enum ThreadOrder
{
    /// <summary>Every comment with its replies behind it, replies of one comment oldest first.</summary>
    Thread,

    /// <summary>By time, replies included.</summary>
    Oldest,

    Newest,

    /// <summary>The beginnings of threads alone, newest first; the replies of each are a list of their own.</summary>
    Roots,
}

/// <summary>A position in a thread: by path depth first, by time and id otherwise.</summary>
public sealed record ThreadPosition(byte[] Path, KeysetPosition Time);

/// <param name="Position">Where the next page starts.</param>
public sealed record ThreadRow(ThreadComment Comment, ThreadPosition Position);

public interface ICommentLists
{
    /// <summary>
    /// At most <paramref name="limit"/> comments of a post behind the position, tombstones among them; null when the post is
    /// not there for the actor.
    /// </summary>
    Task<IReadOnlyList<ThreadRow>?> ThreadAsync(Guid postId, ThreadOrder order, ThreadPosition after, int limit, CancellationToken ct);

    /// <summary>How many rows all pages of a thread have together.</summary>
    Task<long> CountThreadAsync(Guid postId, ThreadOrder order, CountMode mode, CancellationToken ct);

    /// <summary>Direct replies of a comment, oldest first; null when neither it nor its tombstone is there for the actor.</summary>
    Task<IReadOnlyList<ThreadRow>?> RepliesAsync(Guid commentId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>What a person said, as far as the actor may read it, newest first. Null when there is no such account.</summary>
    Task<IReadOnlyList<AuthoredComment>?> ByAuthorAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How much a person said that the actor may read.</summary>
    Task<long> CountByAuthorAsync(Guid authorId, CountMode mode, CancellationToken ct);

    /// <summary>What is in a person's trash, as far as the actor may see it, last deleted first.</summary>
    Task<IReadOnlyList<DeletedComment>> TrashAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);
}
