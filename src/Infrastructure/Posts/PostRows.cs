using System.Text.Json;
using Agora.Application.Posts;
using Agora.Domain.Posts;

namespace Agora.Infrastructure.Posts;

/// <summary>Mirrors the select list of a whole post.</summary>
internal sealed record PostRow(
    Guid Id,
    Guid AuthorId,
    string? Username,
    string? FullName,
    string Title,
    string Body,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    string[] Tags,
    string Metadata,
    long ViewCount,
    int CommentCount,
    DateTimeOffset? LastCommentAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? DeletedAt,
    PostRemover? DeletedBy)
{
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
            LastCommentAt,
            Version,
            CreatedAt,
            UpdatedAt,
            DeletedAt,
            DeletedBy);
    }
}

/// <summary>Mirrors the select list of a post in a list.</summary>
internal sealed record SummaryRow(
    Guid Id,
    Guid AuthorId,
    string? Username,
    string? FullName,
    string Title,
    string Excerpt,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    DateTimeOffset ListedAt,
    string[] Tags,
    long ViewCount,
    int CommentCount,
    DateTimeOffset? LastCommentAt,
    DateTimeOffset UpdatedAt)
{
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
        LastCommentAt,
        UpdatedAt);
}

/// <summary>Mirrors the select list of a post that a search found.</summary>
internal sealed record FoundRow(
    float Rank,
    string Snippet,
    Guid Id,
    Guid AuthorId,
    string? Username,
    string? FullName,
    string Title,
    string Excerpt,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    DateTimeOffset ListedAt,
    string[] Tags,
    long ViewCount,
    int CommentCount,
    DateTimeOffset? LastCommentAt,
    DateTimeOffset UpdatedAt)
{
    public FoundPost ToFound() => new(
        new PostSummary(
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
            LastCommentAt,
            UpdatedAt),
        Rank,
        Highlight.ToHtml(Snippet));
}

/// <summary>Mirrors the select list of a post in a ranking.</summary>
internal sealed record TrendingRow(
    decimal Score,
    long Comments,
    long Views,
    Guid Id,
    Guid AuthorId,
    string? Username,
    string? FullName,
    string Title,
    string Excerpt,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    DateTimeOffset ListedAt,
    string[] Tags,
    long ViewCount,
    int CommentCount,
    DateTimeOffset? LastCommentAt,
    DateTimeOffset UpdatedAt)
{
    public TrendingPost ToTrending() => new(
        new PostSummary(
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
            LastCommentAt,
            UpdatedAt),
        Math.Round(Score, 4),
        Comments,
        Views);
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

    public static string? Name(PostRemover? remover) => remover is { } by ? Name(by) : null;

    private static string Name(PostRemover remover) => remover switch
    {
        PostRemover.Author => "author",
        PostRemover.Staff => "staff",
    };
}
