using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>Puts a comment into the trash. Its replies stay.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record DeleteComment(Guid CommentId, int? Version) : ICommand<CommentView>;

public sealed class DeleteCommentHandler(ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeleteComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(DeleteComment command, CancellationToken ct)
    {
        var access = CommentAccess.ToRemove(await comments.FindAsync(command.CommentId, ct), context);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var (comment, by) = access.Value;
        return await comments.MoveAsync(comment, command.Version, comment.Trash.Delete(by, clock.GetUtcNow()), ct);
    }
}
