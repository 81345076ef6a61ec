using Agora.Application.Common;

namespace Agora.Application.Bookmarks;

public enum BookmarkOutcome
{
    /// <summary>From now on, or since long.</summary>
    Kept,

    /// <summary>No post that the user may read.</summary>
    Missing,

    /// <summary>The user has as many bookmarks as are kept.</summary>
    Full,
}

public interface IBookmarkRepository
{
    Task<BookmarkOutcome> AddAsync(Guid userId, Guid postId, DateTimeOffset now, CancellationToken ct);

    Task RemoveAsync(Guid userId, Guid postId, CancellationToken ct);

    /// <summary>What the user bookmarked, latest first, as far as it is there and the user may read it.</summary>
    Task<IReadOnlyList<BookmarkedPost>> ListAsync(Guid userId, KeysetPosition after, int limit, CancellationToken ct);
}
