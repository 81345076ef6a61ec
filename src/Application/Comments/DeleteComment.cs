using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>Puts a comment into the trash. Its replies stay.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record DeleteComment(Guid CommentId, int? Version) : ICommand<CommentView>;

public sealed class DeleteCommentHandler(ICommentRepository comments, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeleteComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(DeleteComment command, CancellationToken ct) =>
        await ContentAccess.Comments.ToRemove(await comments.LoadAsync(command.CommentId, ct), context)
            .Then(access => access.Content.Delete(access.By, clock.GetUtcNow()))
            .ThenAsync(comment => comments.SaveAsync(comment, command.Version, ct));
}
