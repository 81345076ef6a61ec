using System.Text.Json.Serialization;
using Agora.Application.Common;

namespace Agora.Application.Posts;

/// <summary>What the posts that a search found are counted by.</summary>
public enum SearchFacet
{
    Tag,
    Author,
    Month,
    Language,
}

/// <summary>A page of the posts that a search found.</summary>
/// <param name="Next">Cursor of the following page; null on the last.</param>
public sealed record FoundPosts(IReadOnlyList<FoundPost> Items, string? Next) : IPage
{
    /// <summary>Number of rows of the whole list, when requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowCount? Total { get; init; }

    /// <summary>Of the posts that match, 100,000 of them at most, when requested, on the first page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchFacets? Facets { get; init; }

    /// <summary>Another spelling of the term that finds posts; only when the term finds none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Suggestion { get; init; }
}

/// <summary>The most frequent values first, months from the latest; those that were not asked for are null.</summary>
public sealed record SearchFacets(
    IReadOnlyList<FacetCount>? Tags,
    IReadOnlyList<AuthorCount>? Authors,
    IReadOnlyList<FacetCount>? Months,
    IReadOnlyList<FacetCount>? Languages);

/// <param name="Value">What the filter takes; a month as <c>2026-11</c>, in UTC.</param>
/// <param name="Posts">That match and have it.</param>
public sealed record FacetCount(string Value, long Posts);

/// <param name="Username">Null when the account was closed.</param>
/// <param name="Posts">That match and are by the author.</param>
public sealed record AuthorCount(Guid Id, string? Username, long Posts);
