using Agora.Application.Moderation;
using Agora.Application.Posts;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>A whole comment.</summary>
/// <param name="ParentId">What it replies to; null for a comment on the post itself.</param>
/// <param name="Depth">0 for a comment on the post itself.</param>
/// <param name="ReplyCount">Direct replies that everyone may read.</param>
/// <param name="LikeCount">Users who like it.</param>
/// <param name="EditedAt">Null while the text is what was first written.</param>
public sealed record CommentView(
    Guid Id,
    Guid PostId,
    Guid? ParentId,
    int Depth,
    CommentState State,
    PostAuthor Author,
    string Body,
    int ReplyCount,
    int LikeCount,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    Remover? DeletedBy)
{
    /// <summary>The body as safe HTML; null unless it was asked for.</summary>
    public string? Html { get; init; }

    /// <summary>The case that waits for a moderator, in the answer to an edit of a hidden comment; null otherwise.</summary>
    public ContentReview? Review { get; init; }
}

/// <summary>A comment in its thread.</summary>
/// <param name="Author">Null for a tombstone: a comment that is gone while a reply below it lives.</param>
/// <param name="Body">Null for a tombstone.</param>
/// <param name="ReplyCount">Direct replies that everyone may read.</param>
/// <param name="LikeCount">Users who like it.</param>
public sealed record ThreadComment(
    Guid Id,
    Guid? ParentId,
    int Depth,
    CommentState State,
    PostAuthor? Author,
    string? Body,
    int ReplyCount,
    int LikeCount,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt)
{
    /// <summary>The body as safe HTML; null unless it was asked for, and for a tombstone.</summary>
    public string? Html { get; init; }
}

/// <summary>A comment in the list of its author.</summary>
/// <param name="PostTitle">Null when the caller may not read the post: authors list what they wrote under it all the same.</param>
public sealed record AuthoredComment(
    Guid Id,
    Guid PostId,
    string? PostTitle,
    Guid? ParentId,
    CommentState State,
    string Body,
    int ReplyCount,
    int LikeCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt)
{
    /// <summary>The body as safe HTML; null unless it was asked for.</summary>
    public string? Html { get; init; }
}

/// <summary>A comment in its author's trash.</summary>
/// <param name="PostTitle">Null when the caller may not read the post.</param>
/// <param name="Version">What If-Match names in quotes, to restore what one has seen.</param>
/// <param name="DeletedBy">What staff removed, its author cannot restore.</param>
public sealed record DeletedComment(
    Guid Id,
    Guid PostId,
    string? PostTitle,
    string Body,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset DeletedAt,
    Remover DeletedBy)
{
    /// <summary>From then on it goes for good, within an hour or so.</summary>
    public DateTimeOffset PurgeAt { get; init; }
}
