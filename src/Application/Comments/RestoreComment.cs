using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>Takes a comment out of the trash.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record RestoreComment(Guid CommentId, int? Version) : ICommand<CommentView>;

public sealed class RestoreCommentHandler(ICommentRepository comments, ActorContext context) : ICommandHandler<RestoreComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(RestoreComment command, CancellationToken ct)
    {
        var access = CommentAccess.ToRemove(await comments.FindAsync(command.CommentId, ct), context);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var (comment, by) = access.Value;
        return await comments.MoveAsync(comment, command.Version, comment.Trash.Restore(by), ct);
    }
}
