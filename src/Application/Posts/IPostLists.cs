using Agora.Application.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>
/// Every list takes the position that the page before ended with, and returns at most <c>limit</c> rows behind it.
/// <c>from</c> is inclusive, <c>before</c> is exclusive.
/// </summary>
public interface IPostLists
{
    /// <summary>Published posts, newest first.</summary>
    Task<IReadOnlyList<PostSummary>> PublishedAsync(KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>Those of them in this language.</summary>
    Task<IReadOnlyList<PostSummary>> PublishedAsync(
        string language, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>Published posts with this tag, newest first.</summary>
    Task<IReadOnlyList<PostSummary>> TaggedAsync(string tag, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>An author's posts of one status as far as the actor may see them, newest first.</summary>
    Task<IReadOnlyList<PostSummary>> ByAuthorAsync(
        Guid authorId, PostStatus status, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>Those among them that have these tags.</summary>
    Task<IReadOnlyList<PostSummary>> ByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset from, int limit, CancellationToken ct);

    /// <summary>How many such posts there are, as far as the actor may see them.</summary>
    Task<long> CountAsync(PostFilter filter, CountMode mode, CancellationToken ct);

    /// <summary>An author's posts as far as the actor may see them, newest first, from indexes alone.</summary>
    Task<IReadOnlyList<PostTitle>?> TitlesAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How many posts an author has, as far as the actor may see them.</summary>
    Task<long> CountTitlesAsync(Guid authorId, CountMode mode, CancellationToken ct);

    /// <summary>The posts of these ids as far as the actor may see them, in that order, from indexes alone.</summary>
    Task<IReadOnlyList<PostTitle>> TitlesAsync(Guid[] ids, CancellationToken ct);

    /// <summary>What is in an author's trash, as far as the actor may see it, last deleted first.</summary>
    Task<IReadOnlyList<DeletedPost>> TrashAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Published posts by their score of the days given, highest first. A half-life of 0 days is none.</summary>
    Task<IReadOnlyList<TrendingPost>> TrendingAsync(DateOnly from, DateOnly to, int halfLife, int limit, CancellationToken ct);

    /// <summary>Published posts, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestAsync(KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Those of them in this language.</summary>
    Task<IReadOnlyList<PostSummary>> OldestAsync(
        string language, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Published posts with this tag, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestTaggedAsync(
        string tag, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>An author's posts of one status as far as the actor may see them, oldest first.</summary>
    Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Those among them that have these tags.</summary>
    Task<IReadOnlyList<PostSummary>> OldestByAuthorAsync(
        Guid authorId, PostStatus status, TagFilter tags, KeysetPosition after, DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>An author's posts as far as the actor may see them, oldest first, from indexes alone.</summary>
    Task<IReadOnlyList<PostTitle>?> OldestTitlesAsync(Guid authorId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Published posts by the comments that everyone may read, most first.</summary>
    Task<IReadOnlyList<PostSummary>> MostCommentedAsync(CountPosition after, int limit, CancellationToken ct);

    /// <summary>Published posts by their views, most first.</summary>
    Task<IReadOnlyList<PostSummary>> MostViewedAsync(CountPosition after, int limit, CancellationToken ct);
}

/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
public sealed record PostFilter(
    Guid? Author, TagFilter? Tags, PostStatus Status, string? Language, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Position in a list ordered by a number, then by id.</summary>
public sealed record CountPosition(long Number, Guid Id);
