using System.Text.Json;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Texts;

namespace Agora.Application.Posts;

/// <param name="Username">Null when the account was closed.</param>
/// <param name="FullName">Null when the account was closed, or says no name.</param>
public sealed record PostAuthor(Guid Id, string? Username, string? FullName);

/// <summary>A whole post.</summary>
/// <param name="Body">Markdown.</param>
/// <param name="ViewCount">How often others have read it, some seconds ago.</param>
/// <param name="CommentCount">Comments that everyone may read.</param>
/// <param name="LikeCount">Users who like it.</param>
public sealed record PostView(
    Guid Id,
    PostAuthor Author,
    string Title,
    string Body,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<string> Tags,
    [property: AnyObject] JsonElement Metadata,
    long ViewCount,
    int CommentCount,
    int LikeCount,
    DateTimeOffset? LastCommentAt,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? DeletedAt,
    Remover? DeletedBy)
{
    /// <summary>Whole minutes that the body takes to read.</summary>
    public int ReadingMinutes => ReadingTime.Minutes(Body);

    /// <summary>The body as safe HTML; null unless it was asked for.</summary>
    public string? Html { get; init; }

    /// <summary>The files that it shows, in their order; null unless they were asked for.</summary>
    public IReadOnlyList<AttachedMedia>? Media { get; init; }

    /// <summary>The case that waits for a moderator, in the answer to an edit of a hidden post; null otherwise.</summary>
    public ContentReview? Review { get; init; }

    internal bool IsOpen => Post.IsOpen(Status, DeletedAt);
}

/// <summary>A post in a list.</summary>
/// <param name="Excerpt">The beginning of the body.</param>
/// <param name="ListedAt">What the list is ordered by: when it was published, or made if it never was.</param>
public sealed record PostSummary(
    Guid Id,
    PostAuthor Author,
    string Title,
    string Excerpt,
    string Language,
    PostStatus Status,
    DateTimeOffset? PublishedAt,
    DateTimeOffset ListedAt,
    IReadOnlyList<string> Tags,
    long ViewCount,
    int CommentCount,
    int LikeCount,
    DateTimeOffset? LastCommentAt,
    DateTimeOffset UpdatedAt);

/// <summary>A post in the list of its author, read from an index alone.</summary>
/// <param name="ListedAt">When it was published, or made if it never was.</param>
public sealed record PostTitle(Guid Id, string Title, PostStatus Status, DateTimeOffset? PublishedAt, DateTimeOffset ListedAt);

/// <summary>A post in its author's trash.</summary>
/// <param name="Version">What If-Match names in quotes, to restore what one has seen.</param>
/// <param name="DeletedBy">What staff removed, its author cannot restore.</param>
public sealed record DeletedPost(
    Guid Id, string Title, PostStatus Status, int Version, DateTimeOffset? PublishedAt, DateTimeOffset DeletedAt, Remover DeletedBy)
{
    /// <summary>From then on it goes for good, within an hour or so.</summary>
    public DateTimeOffset PurgeAt { get; init; }
}

/// <param name="Snippet">HTML: the places in the body that match, escaped, with the words in <c>mark</c> elements.</param>
public sealed record FoundPost(PostSummary Post, float Rank, string Snippet);

/// <param name="PostCount">Published posts with this tag.</param>
public sealed record TagCount(string Tag, int PostCount);

/// <param name="Score">2 for each comment, 0.5 for each like and 0.1 for each view, less for older days when the list decays.</param>
/// <param name="Comments">Of the days ranked, as far as everyone may read them.</param>
/// <param name="Likes">Given on the days ranked.</param>
/// <param name="Views">Counted on the days ranked.</param>
public sealed record TrendingPost(PostSummary Post, decimal Score, long Comments, long Likes, long Views);

/// <param name="From">The first day ranked, in UTC.</param>
/// <param name="To">The last day ranked: today, as far as it has gone.</param>
public sealed record Trending(DateOnly From, DateOnly To, IReadOnlyList<TrendingPost> Items);
