using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Comments;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>Who may do what to a comment. What a caller cannot read is not found; what they read and may not change is forbidden.</summary>
internal static class CommentAccess
{
    /// <summary>Its text is the author's and, with a reason, an admin's to change.</summary>
    public static Result<CommentView> ToEdit(CommentView? comment, ActorContext context) => comment switch
    {
        null => CommentErrors.NotFound,
        _ => StaffReason.RefuseEdit(context, comment.Author.Id, CommentErrors.AuthorOnly) is { } refused ? refused : comment,
    };

    /// <summary>Staff remove comments of others, with a reason, and restore what staff removed.</summary>
    public static Result<(CommentView Comment, Remover As)> ToRemove(CommentView? comment, ActorContext context) => comment switch
    {
        null => CommentErrors.NotFound,
        _ when context.Actor.Is(comment.Author.Id) => (comment, Remover.Author),
        _ when !context.Actor.IsStaff => CommentErrors.AuthorOnly,
        _ => StaffReason.Refuse(context) is { } refused ? refused : (comment, Remover.Staff),
    };

    /// <param name="missing">What it means here that no row was changed.</param>
    public static Result<CommentView> OrElse(this SavedComment saved, Error missing) => saved.Outcome switch
    {
        SaveCommentOutcome.Saved => saved.Comment!,
        SaveCommentOutcome.Missing => missing,
        SaveCommentOutcome.PostClosed => CommentErrors.PostClosed,
        SaveCommentOutcome.ParentGone => CommentErrors.ParentGone,
    };

    /// <summary>Takes the step, unless it leads to where the comment already is.</summary>
    /// <param name="version">The version that the step is meant for; null for whatever there is.</param>
    public static async Task<Result<CommentView>> MoveAsync(
        this ICommentRepository comments, CommentView comment, int? version, Result<CommentTrash> step, CancellationToken ct)
    {
        if (!step.IsSuccess)
        {
            return step.Error;
        }

        if (step.Value == comment.Trash)
        {
            return version is null || version == comment.Version ? comment : CommentErrors.Stale;
        }

        return (await comments.MoveAsync(comment.Id, version, comment.Trash, step.Value, ct))
            .OrElse(version is null ? CommentErrors.MovedMeanwhile : CommentErrors.Stale);
    }
}
