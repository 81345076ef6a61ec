using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>Published posts that match and that the actor may see; at most <c>limit</c> rows behind the position.</summary>
public interface IPostSearch
{
    /// <summary>Best first.</summary>
    /// <param name="halfLife">Days after which a match counts half; null when age does not count.</param>
    Task<IReadOnlyList<RankedPost>> BestAsync(PostQuery query, int? halfLife, RankedKey? after, int limit, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<FoundPost>> NewestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<FoundPost>> OldestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How many posts match.</summary>
    Task<long> CountAsync(PostQuery query, CountMode mode, CancellationToken ct);

    /// <summary>The most frequent values among all posts that match.</summary>
    Task<SearchFacets> FacetsAsync(PostQuery query, IReadOnlyList<SearchFacet> facets, CancellationToken ct);

    /// <summary>The newest posts whose title has the words, the last of which may continue.</summary>
    Task<IReadOnlyList<TitleSuggestion>> SuggestTitlesAsync(string typed, int limit, CancellationToken ct);
}

/// <param name="Term">Words, "phrases", or, -not.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Metadata">A JSON object that the metadata must contain.</param>
public sealed record PostQuery(
    string Term, TagFilter? Tags, Guid? Author, DateTimeOffset? From, DateTimeOffset? To, string? Language, string? Metadata);

/// <summary>Position in a list ordered by place, then by id.</summary>
public sealed record RankedKey(double Place, Guid Id);

/// <param name="Place">What the list is ordered by: the rank, or the rank and the age.</param>
public sealed record RankedPost(FoundPost Found, double Place);
