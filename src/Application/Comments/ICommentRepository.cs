using Agora.Domain.Comments;
using Agora.Domain.Posts;

namespace Agora.Application.Comments;

public sealed record NewComment(Guid Id, Guid PostId, Guid AuthorId, Guid? ParentId, string Body, DateTimeOffset CreatedAt);

/// <summary>Where somebody wants to say something.</summary>
/// <param name="ParentDepth">Null when there is no such comment on the post, or none was named.</param>
public sealed record CommentPlace(PostStatus PostStatus, DateTimeOffset? PostDeletedAt, int? ParentDepth, CommentState? ParentState);

public enum SaveCommentOutcome
{
    Saved,

    /// <summary>No row of that id in the expected version or state that the actor may change.</summary>
    Missing,

    /// <summary>The post is no longer published.</summary>
    PostClosed,

    /// <summary>What it replies to was deleted or hidden meanwhile.</summary>
    ParentGone,
}

/// <param name="Comment">As stored; null unless <see cref="SaveCommentOutcome.Saved"/>.</param>
public sealed record SavedComment(SaveCommentOutcome Outcome, CommentView? Comment);

public interface ICommentRepository
{
    /// <summary>Null when the actor may not see the post. Names what it replies to as the actor sees it.</summary>
    Task<CommentPlace?> FindPlaceAsync(Guid postId, Guid? parentId, CancellationToken ct);

    /// <summary>Stores the comment and counts it for its post and for all that it replies to.</summary>
    Task<SavedComment> AddAsync(NewComment comment, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see. The trash is included.</summary>
    Task<CommentView?> FindAsync(Guid commentId, CancellationToken ct);

    /// <summary>Replaces the text of the version given, unless the comment is in the trash.</summary>
    Task<SavedComment> SaveAsync(Guid commentId, int version, string body, DateTimeOffset now, CancellationToken ct);

    /// <summary>Moves the comment into the trash or out of it; missing when it has left the first state meanwhile, or has another version.</summary>
    /// <param name="version">Null for whatever version there is.</param>
    Task<SavedComment> MoveAsync(Guid commentId, int? version, CommentTrash from, CommentTrash to, CancellationToken ct);
}
