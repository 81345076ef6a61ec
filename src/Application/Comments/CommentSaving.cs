using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

internal static class CommentSaving
{
    /// <summary>Stores a new comment.</summary>
    public static async Task<Result<CommentView>> AddAsync(this ICommentRepository comments, Comment comment, CancellationToken ct) =>
        ToResult(await comments.TryAddAsync(comment, ct), CommentErrors.PostClosed);

    /// <summary>Stores what was done to the comment; where nothing changed it is answered as it is.</summary>
    /// <param name="version">The version that the act is meant for; null for whichever there is.</param>
    public static async Task<Result<CommentView>> SaveAsync(
        this ICommentRepository comments, Comment comment, int? version, CancellationToken ct) =>
        ToResult(await comments.TrySaveAsync(comment, version, ct), version is null ? CommentErrors.MovedMeanwhile : CommentErrors.Stale);

    private static Result<CommentView> ToResult(SavedComment saved, Error missing) => saved.Outcome switch
    {
        SaveCommentOutcome.Saved => saved.Comment!,
        SaveCommentOutcome.Missing => missing,
        SaveCommentOutcome.PostClosed => CommentErrors.PostClosed,
        SaveCommentOutcome.ParentGone => CommentErrors.ParentGone,
    };
}
