using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;

namespace Agora.Application.Comments;

/// <summary>Takes a comment out of the trash.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record RestoreComment(Guid CommentId, int? Version) : ICommand<CommentView>;

public sealed class RestoreCommentHandler(ICommentRepository comments, ActorContext context) : ICommandHandler<RestoreComment, CommentView>
{
    public async Task<Result<CommentView>> Handle(RestoreComment command, CancellationToken ct) =>
        await ContentAccess.Comments.ToRemove(await comments.LoadAsync(command.CommentId, ct), context)
            .Then(access => access.Content.Restore(access.By))
            .ThenAsync(comment => comments.SaveAsync(comment, command.Version, ct));
}
