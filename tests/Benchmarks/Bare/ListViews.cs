namespace Agora.Bare;

internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

internal record SummaryRow
{
    public Guid Id { get; init; }

    public Guid AuthorId { get; init; }

    public required string Username { get; init; }

    public string? FullName { get; init; }

    public required string Title { get; init; }

    public required string Excerpt { get; init; }

    public required string Language { get; init; }

    public required string Status { get; init; }

    public DateTime? PublishedAt { get; init; }

    public DateTime ListedAt { get; init; }

    public required string[] Tags { get; init; }

    public long ViewCount { get; init; }

    public int CommentCount { get; init; }

    public DateTime? LastCommentAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    public PostSummary ToSummary() => new(
        Id,
        new Author(AuthorId, Username, FullName),
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

internal sealed record FoundRow : SummaryRow
{
    public float Rank { get; init; }

    public required string Snippet { get; init; }
}

internal sealed record FeedRow : SummaryRow
{
    public bool Followed { get; init; }

    public required string[] Matching { get; init; }
}

internal sealed record TrendingRow : SummaryRow
{
    public decimal Score { get; init; }

    public long Comments { get; init; }

    public long Views { get; init; }
}

internal sealed record PostSummary(
    Guid Id,
    Author Author,
    string Title,
    string Excerpt,
    string Language,
    string Status,
    DateTime? PublishedAt,
    DateTime ListedAt,
    IReadOnlyList<string> Tags,
    long ViewCount,
    int CommentCount,
    DateTime? LastCommentAt,
    DateTime UpdatedAt);

internal sealed record FoundPost(PostSummary Post, float Rank, string Snippet);

internal sealed record FeedItem(PostSummary Post, string Reason, IReadOnlyList<string> MatchingTags);

internal sealed record TrendingPost(PostSummary Post, decimal Score, long Comments, long Views);

internal sealed record Trending(DateOnly From, DateOnly To, IReadOnlyList<TrendingPost> Items);

internal sealed record ThreadRow
{
    public Guid Id { get; init; }

    public Guid? ParentId { get; init; }

    public int Depth { get; init; }

    public required string State { get; init; }

    public Guid AuthorId { get; init; }

    public required string Username { get; init; }

    public string? FullName { get; init; }

    public required string Body { get; init; }

    public int ReplyCount { get; init; }

    public int Version { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? EditedAt { get; init; }

    public ThreadComment ToComment() =>
        new(Id, ParentId, Depth, State, new Author(AuthorId, Username, FullName), Body, ReplyCount, Version, CreatedAt, EditedAt);
}

internal sealed record ThreadComment(
    Guid Id,
    Guid? ParentId,
    int Depth,
    string State,
    Author Author,
    string Body,
    int ReplyCount,
    int Version,
    DateTime CreatedAt,
    DateTime? EditedAt);

internal sealed record AnalyticsRow
{
    public long Posts { get; init; }

    public long Published { get; init; }

    public long Drafts { get; init; }

    public long Archived { get; init; }

    public long Hidden { get; init; }

    public long Views { get; init; }

    public decimal? AverageViews { get; init; }

    public double? MedianViews { get; init; }

    public required string[] Tags { get; init; }

    public required long[] TagPosts { get; init; }

    public AnalyticsSummary ToSummary(DateOnly from, DateOnly to) => new(
        from,
        to,
        Posts,
        Published,
        Drafts,
        Archived,
        Hidden,
        Views,
        AverageViews,
        MedianViews,
        [.. Tags.Zip(TagPosts, (tag, posts) => new TagCount(tag, posts))]);
}

internal sealed record TagCount(string Tag, long PostCount);

internal sealed record AnalyticsSummary(
    DateOnly From,
    DateOnly To,
    long Posts,
    long Published,
    long Drafts,
    long Archived,
    long Hidden,
    long Views,
    decimal? AverageViews,
    double? MedianViews,
    IReadOnlyList<TagCount> Tags);
