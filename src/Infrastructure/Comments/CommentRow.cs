using Agora.Application.Comments;
using Agora.Application.Posts;
using Agora.Domain.Comments;
using Agora.Domain.Common;
using Agora.Infrastructure.Posts;

namespace Agora.Infrastructure.Comments;

/// <summary>Mirrors the select list of a whole comment.</summary>
internal sealed record CommentRow
{
    public required Guid Id { get; init; }

    public required Guid PostId { get; init; }

    public required Guid? ParentId { get; init; }

    public required int Depth { get; init; }

    public required CommentState State { get; init; }

    public required Guid AuthorId { get; init; }

    public required string? Username { get; init; }

    public required string? FullName { get; init; }

    public required string Body { get; init; }

    public required int ReplyCount { get; init; }

    public required int LikeCount { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EditedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    public required Remover? DeletedBy { get; init; }

    /// <summary>Selected by an edit alone.</summary>
    public string? Review { get; init; }

    /// <summary>Selected where the comment is loaded to act on it.</summary>
    public bool PostInTrash { get; init; }

    public Comment ToComment() => Comment.Load(
        Id,
        PostId,
        AuthorId,
        ParentId,
        Depth,
        Body,
        EditedAt,
        Deletion.Load(DeletedAt, DeletedBy),
        PostInTrash,
        Version,
        CreatedAt);

    public CommentView ToView() => new(
        Id,
        PostId,
        ParentId,
        Depth,
        State,
        new PostAuthor(AuthorId, Username, FullName),
        Body,
        ReplyCount,
        LikeCount,
        Version,
        CreatedAt,
        EditedAt,
        DeletedAt,
        DeletedBy)
    {
        Review = ReviewText.Read(Review),
    };
}
