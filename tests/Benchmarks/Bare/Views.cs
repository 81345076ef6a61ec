using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agora.Bare;

internal sealed record Health(string Status, DateTime Timestamp, string Environment);

internal sealed record UserView
{
    public required Guid Id { get; init; }

    public required string Username { get; init; }

    public string? FullName { get; init; }

    public required string Role { get; init; }

    public string? Email { get; init; }

    public DateTime? EmailVerifiedAt { get; init; }

    public string? PendingEmail { get; init; }

    public bool? IsActive { get; init; }

    public DateTime? LastLoginAt { get; init; }

    public int Version { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }
}

internal sealed record Author(Guid Id, string? Username, string? FullName);

internal sealed record PostRow
{
    public Guid Id { get; init; }

    public Guid AuthorId { get; init; }

    public required string Username { get; init; }

    public string? FullName { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required string Language { get; init; }

    public required string Status { get; init; }

    public DateTime? PublishedAt { get; init; }

    public required string[] Tags { get; init; }

    public required string Metadata { get; init; }

    public long ViewCount { get; init; }

    public int CommentCount { get; init; }

    public DateTime? LastCommentAt { get; init; }

    public int Version { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    public DateTime? DeletedAt { get; init; }

    public PostView ToView(JsonElement metadata) => new(
        Id,
        new Author(AuthorId, Username, FullName),
        Title,
        Body,
        Language,
        Status,
        PublishedAt,
        Tags,
        metadata,
        ViewCount,
        CommentCount,
        LastCommentAt,
        Version,
        CreatedAt,
        UpdatedAt,
        DeletedAt);
}

internal sealed record PostView(
    Guid Id,
    Author Author,
    string Title,
    string Body,
    string Language,
    string Status,
    DateTime? PublishedAt,
    IReadOnlyList<string> Tags,
    JsonElement Metadata,
    long ViewCount,
    int CommentCount,
    DateTime? LastCommentAt,
    int Version,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    DateTime? DeletedAt);

internal sealed record NewPost(string Title, string Body, string[] Tags);

internal sealed record CommentView(
    Guid Id,
    Guid PostId,
    Guid? ParentId,
    int Depth,
    string State,
    Author Author,
    string Body,
    int ReplyCount,
    int Version,
    DateTime CreatedAt,
    DateTime? EditedAt);

internal sealed record NewComment(string Body);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(PostView))]
[JsonSerializable(typeof(NewPost))]
[JsonSerializable(typeof(CommentView))]
[JsonSerializable(typeof(NewComment))]
[JsonSerializable(typeof(Page<PostSummary>))]
[JsonSerializable(typeof(Page<ThreadComment>))]
[JsonSerializable(typeof(Page<UserView>))]
[JsonSerializable(typeof(Page<FoundPost>))]
[JsonSerializable(typeof(Page<FeedItem>))]
[JsonSerializable(typeof(Trending))]
[JsonSerializable(typeof(AnalyticsSummary))]
internal sealed partial class BareJson : JsonSerializerContext;
