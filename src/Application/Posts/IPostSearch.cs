using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>Published posts that match and that the actor may see; at most <c>limit</c> rows behind the position.</summary>
public interface IPostSearch
{
    /// <summary>Best first.</summary>
    Task<IReadOnlyList<FoundPost>> BestAsync(PostQuery query, RankedKey? after, int limit, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<FoundPost>> NewestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<FoundPost>> OldestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How many posts match.</summary>
    Task<long> CountAsync(PostQuery query, CountMode mode, CancellationToken ct);
}

/// <param name="Term">Words, "phrases", or, -not.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Metadata">A JSON object that the metadata must contain.</param>
public sealed record PostQuery(string Term, TagFilter? Tags, Guid? Author, DateTimeOffset? From, DateTimeOffset? To, string? Metadata);

/// <summary>Position in a list ordered by rank, then by id.</summary>
public sealed record RankedKey(float Rank, Guid Id);
