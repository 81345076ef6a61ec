using Agora.Application.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>
/// Lists of posts in other orders than newest first. Every list takes the position that the page before ended with, and returns at most
/// <c>limit</c> rows behind it; those by time end before an instant.
/// </summary>
public interface IPostOrders
{
    /// <summary>Published posts, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestAsync(KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Those of them in this language.</summary>
    Task<IReadOnlyList<PostSummary>> OldestAsync(string language, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Published posts with this tag, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestTaggedAsync(string tag, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>An author's posts of one status as far as the actor may see them, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Those among them that have these tags.</summary>
    Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>An author's posts as far as the actor may see them, oldest first, without a look at the posts themselves.</summary>
    Task<IReadOnlyList<PostTitle>?> OldestTitlesAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Published posts by the comments that everyone may read, most first.</summary>
    Task<IReadOnlyList<PostSummary>> MostCommentedAsync(CountPosition after, int limit, CancellationToken ct);

    /// <summary>Published posts by their views, most first.</summary>
    Task<IReadOnlyList<PostSummary>> MostViewedAsync(CountPosition after, int limit, CancellationToken ct);
}

/// <summary>Position in a list ordered by a number, then by id.</summary>
public sealed record CountPosition(long Number, Guid Id);
