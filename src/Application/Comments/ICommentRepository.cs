using Agora.Domain.Comments;

namespace Agora.Application.Comments;

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
    /// <summary>Null when absent or not the actor's to see. The trash is included.</summary>
    Task<CommentView?> FindAsync(Guid commentId, CancellationToken ct);

    /// <summary>Null when the actor may not see the post. Names what is replied to as the actor sees it.</summary>
    Task<ReplyTarget?> FindTargetAsync(Guid postId, Guid? parentId, CancellationToken ct);

    /// <summary>The comment, to act on it and save it. Null when absent or not the actor's to see. The trash is included.</summary>
    Task<Comment?> LoadAsync(Guid commentId, CancellationToken ct);

    /// <summary>Stores a new comment and counts it for its post and for all that it replies to.</summary>
    Task<SavedComment> TryAddAsync(Comment comment, CancellationToken ct);

    /// <summary>
    /// Stores what was done to a comment that was loaded here: its text, or whether it is in the trash. Missing when it has another
    /// version, or was deleted or restored since. What was not changed is not written.
    /// </summary>
    /// <param name="version">Null for whichever there is. An edit names one.</param>
    Task<SavedComment> TrySaveAsync(Comment comment, int? version, CancellationToken ct);
}
