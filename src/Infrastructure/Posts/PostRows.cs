using System.Text.Json;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Infrastructure.Media;

namespace Agora.Infrastructure.Posts;

/// <summary>Mirrors the select list of a whole post.</summary>
internal record PostRow
{
    public required Guid Id { get; init; }

    public required Guid AuthorId { get; init; }

    public required string? Username { get; init; }

    public required string? FullName { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required string Language { get; init; }

    public required PostStatus Status { get; init; }

    public required DateTimeOffset? PublishedAt { get; init; }

    public required string[] Tags { get; init; }

    public required string Metadata { get; init; }

    public required long ViewCount { get; init; }

    public required int CommentCount { get; init; }

    public required int LikeCount { get; init; }

    public required DateTimeOffset? LastCommentAt { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    public required Remover? DeletedBy { get; init; }

    /// <summary>Selected by an edit alone.</summary>
    public string? Review { get; init; }

    public Post ToPost() => Post.Load(
        Id,
        AuthorId,
        new PostText(Title, Body, Language, [.. Tags.Select(TagName.Load)], PostMetadata.Load(Metadata)),
        Status,
        PublishedAt,
        Deletion.Load(DeletedAt, DeletedBy),
        Version,
        CreatedAt);

    public PostView ToView()
    {
        using var metadata = JsonDocument.Parse(Metadata);
        return new PostView(
            Id,
            new PostAuthor(AuthorId, Username, FullName),
            Title,
            Body,
            Language,
            Status,
            PublishedAt,
            Tags,
            metadata.RootElement.Clone(),
            ViewCount,
            CommentCount,
            LikeCount,
            LastCommentAt,
            Version,
            CreatedAt,
            UpdatedAt,
            DeletedAt,
            DeletedBy)
        {
            Review = ReviewText.Read(Review),
        };
    }
}

/// <summary>Mirrors the select list of a whole post with its files.</summary>
internal sealed record PostWithMediaRow : PostRow
{
    public required string Media { get; init; }

    public PostView ToViewWithMedia() => ToView() with { Media = AttachedMediaText.ReadAll(Media) };
}

/// <summary>Mirrors the select list of a post in a list; lists that say more of each post add their own columns.</summary>
internal record SummaryRow
{
    public required Guid Id { get; init; }

    public required Guid AuthorId { get; init; }

    public required string? Username { get; init; }

    public required string? FullName { get; init; }

    public required string Title { get; init; }

    public required string Excerpt { get; init; }

    public required string Language { get; init; }

    public required PostStatus Status { get; init; }

    public required DateTimeOffset? PublishedAt { get; init; }

    public required DateTimeOffset ListedAt { get; init; }

    public required string[] Tags { get; init; }

    public required long ViewCount { get; init; }

    public required int CommentCount { get; init; }

    public required int LikeCount { get; init; }

    public required DateTimeOffset? LastCommentAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public PostSummary ToSummary() => new(
        Id,
        new PostAuthor(AuthorId, Username, FullName),
        Title,
        Excerpt,
        Language,
        Status,
        PublishedAt,
        ListedAt,
        Tags,
        ViewCount,
        CommentCount,
        LikeCount,
        LastCommentAt,
        UpdatedAt);
}

/// <summary>A post that a search found.</summary>
internal sealed record FoundRow : SummaryRow
{
    public required float Rank { get; init; }

    /// <summary>What the best first are ordered by.</summary>
    public double Place { get; init; }

    public required string Source { get; init; }

    /// <summary>The source as search reads it, with the words that match marked.</summary>
    public required string Marked { get; init; }

    public FoundPost ToFound() => new(ToSummary(), Rank, Snippet.Of(Source, Marked));
}

/// <summary>How many of the posts that a search found have a value.</summary>
internal sealed record FacetRow(string Facet, string Value, string? Label, long Posts);

/// <summary>A post that words, or meaning, or both found.</summary>
internal sealed record HybridRow : SummaryRow
{
    public required double Score { get; init; }

    public required int? WordsPlace { get; init; }

    public required float? WordsScore { get; init; }

    public required int? MeaningPlace { get; init; }

    public required float? MeaningScore { get; init; }

    public required string Source { get; init; }

    public required string Marked { get; init; }

    public HybridPost ToHybrid() => new(
        ToSummary(), Score, Place(WordsPlace, WordsScore), Place(MeaningPlace, MeaningScore), Snippet.Of(Source, Marked));

    private static RankedPlace? Place(int? rank, float? score) => rank is { } place ? new RankedPlace(place, score!.Value) : null;
}

/// <summary>A post that is near to another.</summary>
internal sealed record SimilarRow : SummaryRow
{
    public required float Similarity { get; init; }
}

/// <summary>A post in a ranking.</summary>
internal sealed record TrendingRow : SummaryRow
{
    public required decimal Score { get; init; }

    public required long Comments { get; init; }

    public required long Likes { get; init; }

    public required long Views { get; init; }

    public TrendingPost ToTrending() => new(ToSummary(), Math.Round(Score, 4), Comments, Likes, Views);
}

internal static class Stored
{
    public static string Name(PostStatus status) => status switch
    {
        PostStatus.Draft => "draft",
        PostStatus.Published => "published",
        PostStatus.Archived => "archived",
        PostStatus.Hidden => "hidden",
    };

    public static string? Name(Remover? remover) => remover is { } by ? Name(by) : null;

    private static string Name(Remover remover) => remover switch
    {
        Remover.Author => "author",
        Remover.Staff => "staff",
    };
}
